//! `latchkey serve`: the site itself.

use tokio::signal::unix::{Signal, SignalKind, signal};

use super::{Failure, check};
use crate::{
    app::{App, Outside},
    confined::Confined,
    settings::Loaded,
    texts,
    transport::stopping::Stopper,
};

/// Runs until it is stopped.
pub async fn run(loaded: Loaded) -> Result<(), Failure> {
    for warning in check::warnings(&loaded) {
        tracing::warn!("{warning}");
    }
    check::credential(&loaded.settings)?;
    if let Some(language) = check::language(&loaded.settings)? {
        for warning in check::about(&language) {
            tracing::warn!("{warning}");
        }
        texts::speak(language);
    }
    let outside = Outside::system();
    let settings = loaded.settings.with_cookie_secret(&outside.entropy)?;
    let (address, mut bind) = (settings.server.public_url.origin(), settings.server.bind);
    tracing::info!("{}", settings.ocr.in_words());
    report_sandbox(Confined::new(settings.program.clone(), 1)).await;
    let app = App::build(settings, outside).await?;
    bind.set_port(app.port());
    tracing::info!(%bind, "Latchkey is at {address}");
    let signals = Signals::listen()?;
    Ok(app.run(|stopper| signals.obey(stopper)).await?)
}

/// What an operator, a service manager or a closed terminal sends.
struct Signals {
    terminate: Signal,
    hang_up: Signal,
    interrupt: Signal,
    quit: Signal,
}

impl Signals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
            interrupt: signal(SignalKind::interrupt())?,
            quit: signal(SignalKind::quit())?,
        })
    }

    /// SIGTERM and SIGHUP end in good order, SIGINT and SIGQUIT at once; so does a second one of any kind. What is still
    /// under way when this returns breaks off.
    async fn obey(mut self, mut stopper: Stopper) {
        let gracefully = tokio::select! {
            _ = self.terminate.recv() => true,
            _ = self.hang_up.recv() => true,
            _ = self.interrupt.recv() => false,
            _ = self.quit.recv() => false,
        };
        if gracefully {
            tracing::info!("stopping: what is under way may finish");
            tokio::select! {
                () = stopper.gracefully() => return,
                _ = self.terminate.recv() => {}
                _ = self.hang_up.recv() => {}
                _ = self.interrupt.recv() => {}
                _ = self.quit.recv() => {}
            }
        }
        tracing::info!("stopping at once");
    }
}

/// Says once whether what reads hostile bytes is walled in; the site runs either way, for its limits hold everywhere.
async fn report_sandbox(confined: Confined) {
    match confined.weaknesses().await {
        Ok(none) if none.is_empty() => tracing::debug!("hostile bytes are read behind both walls"),
        Ok(some) => tracing::warn!(
            "a process that reads hostile bytes could {} if it were taken over: the kernel (Landlock from 5.13, seccomp) or the \
             container's profile does not keep it from that",
            some.join(", ")
        ),
        Err(error) => {
            tracing::error!(%error, "no process starts for hostile bytes: no previews, and no search in PDF and Office files");
        }
    }
}
