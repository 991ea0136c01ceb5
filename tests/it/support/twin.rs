//! A second copy of the program over the same database and store.

use std::{sync::mpsc, thread::JoinHandle};

use actix_web::dev::ServerHandle;
use latchkey::{
    app::{App, Outside},
    settings::Settings,
};

pub struct Running {
    pub port: u16,
    pub stop: ServerHandle,
    pub thread: JoinHandle<()>,
}

impl Running {
    pub fn stop(self) {
        // The command leaves when the future is made; waiting for its end is the join.
        drop(self.stop.stop(false));
        let ended = self.thread.join();
        assert!(ended.is_ok() || std::thread::panicking(), "the portal panicked");
    }
}

/// Another copy of the program.
pub struct Twin(pub Option<Running>);

impl Twin {
    pub fn port(&self) -> u16 {
        self.0.as_ref().expect("it runs").port
    }
}

impl Drop for Twin {
    fn drop(&mut self) {
        if let Some(running) = self.0.take() {
            running.stop();
        }
    }
}

pub fn run(settings: Settings, outside: Outside) -> Result<Running, String> {
    let (tell, hear) = mpsc::channel();
    let thread = std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            match App::build(settings, outside).await {
                Ok(app) => {
                    tell.send(Ok((app.port(), app.stop_handle()))).unwrap();
                    app.run(|_| std::future::pending()).await.unwrap();
                }
                Err(error) => tell.send(Err(error.to_string())).unwrap(),
            }
        });
    });
    let (port, stop) = hear.recv().map_err(|_| "it panicked".to_owned())??;
    Ok(Running { port, stop, thread })
}
