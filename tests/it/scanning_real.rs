//! The same with the real clamd, which has signatures of its own for EICAR and for the harmless test files of Debian: the official
//! ones are hundreds of megabytes, and fresh ones come from the Internet.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::OnceLock,
    time::{Duration, Instant},
};

use latchkey::settings::{ScanPatience, ScanSettings, ScanWhen, ScannerDown, ScannerPlace};
use tempfile::TempDir;

use crate::support::{
    World,
    api::ROOT,
    clamd::eicar,
    eventually,
    import::import,
    program::{latchkey, said},
    running::free_port,
    upload::{noise, send_whole},
};

/// Small enough to be reached.
const LIMITS: &str = "StreamMaxLength 4M\nMaxFileSize 2M\nMaxScanSize 4M";

/// Debian's package clamav-testfiles.
const TEST_FILES: &str = "/usr/share/clamav-testfiles";

/// A clamd that ends with this.
pub struct Real {
    process: Child,
    folder: TempDir,
    port: u16,
}

impl Real {
    /// With these lines in its settings.
    pub fn start(more: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = free_port();
        let database = folder.path().join("signatures");
        fs::create_dir(&database).unwrap();
        let program = fs::read(Path::new(TEST_FILES).join("clam.exe"))
            .expect("clamav-testfiles is installed (tests/run it does it)");
        let at = program.windows(12).position(|part| part == b"KERNEL32.DLL").unwrap();
        // Name, any kind of file, anywhere in it, these bytes.
        let signatures = format!(
            "Eicar-Test-Signature:0:0:{}\nClamav-Test-File:0:*:{}\n",
            hex::encode(eicar()),
            hex::encode(&program[at..at + 40])
        );
        fs::write(database.join("test.ndb"), signatures).unwrap();
        let path = folder.path().display();
        let settings = format!(
            "DatabaseDirectory {path}/signatures\nLocalSocket {path}/clamd.ctl\nTCPSocket {port}\nTCPAddr 127.0.0.1\n\
             TemporaryDirectory {path}\nForeground yes\n{more}\n"
        );
        fs::write(folder.path().join("clamd.conf"), settings).unwrap();
        let process = Command::new(program_of_clamd())
            .arg(format!("--config-file={path}/clamd.conf"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let real = Self { process, folder, port };
        let began = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(began.elapsed() < Duration::from_mins(1), "clamd does not start");
            std::thread::sleep(Duration::from_millis(50));
        }
        real
    }

    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("clamd.ctl")
    }

    fn settings(place: ScannerPlace, when: ScanWhen) -> ScanSettings {
        ScanSettings { place, when, down: ScannerDown::Refuse, patience: ScanPatience::default() }
    }
}

impl Drop for Real {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Where Debian puts it, which is in the path of root only.
fn program_of_clamd() -> &'static str {
    static PROGRAM: OnceLock<&str> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let known = ["/usr/sbin/clamd", "/usr/local/sbin/clamd"];
        known.into_iter().find(|path| Path::new(path).exists()).expect("clamd is installed (tests/run it does it)")
    })
}

#[test]
fn eicar_and_the_test_files_of_debian_become_no_documents() {
    let real = Real::start(&format!("{LIMITS}\nAlertExceedsMax yes"));
    let world = World::with(|settings| {
        settings.scanning = Some(Real::settings(ScannerPlace::Network(real.address()), ScanWhen::Before));
    });
    let mut editor = world.editor();
    let refused = send_whole(&mut editor, &eicar(), &[("filename", "eicar.com")]);
    assert_eq!(refused.status, 422, "{}", refused.text());
    assert!(refused.text().contains("Eicar-Test-Signature"), "{}", refused.text());
    let mut sent = 0;
    for file in fs::read_dir(TEST_FILES).unwrap() {
        let file = file.unwrap();
        let name = file.file_name().into_string().unwrap();
        let refused = send_whole(&mut editor, &fs::read(file.path()).unwrap(), &[("filename", &name)]);
        assert_eq!(refused.status, 422, "{name}: {}", refused.text());
        let code = refused.json()["code"].clone();
        // One of them is larger inside than the limits above allow.
        assert_eq!(code == "not_scanned", name == "clam_IScab_int.exe", "{name}: {}", refused.text());
        sent += 1;
    }
    assert!(sent > 30, "{sent}");
    assert_eq!(send_whole(&mut editor, &noise(1_000_000), &[("filename", "noise.bin")]).status, 201);
    for (size, why) in
        [(3_000_000, "could not look into all of it"), (20_000_000, "larger than the virus scanner takes")]
    {
        let refused = send_whole(&mut editor, &noise(size), &[("filename", "large.bin")]);
        assert_eq!((refused.status, refused.json()["code"].as_str()), (422, Some("not_scanned")), "{}", refused.text());
        assert!(refused.text().contains(why), "{}", refused.text());
    }
    assert_eq!(editor.names(ROOT), ["noise.bin"]);
}

#[test]
fn over_its_socket_what_is_there_already_is_quarantined() {
    let real = Real::start(&format!("{LIMITS}\nAlertExceedsMax yes"));
    let mut world = World::start();
    let archive = fs::read(Path::new(TEST_FILES).join("clam.zip")).unwrap();
    import(&world, &[("clam.zip", &archive), ("plan.txt", b"harmless"), ("large.bin", &noise(5_000_000))]);
    world.stop();
    world.settings.scanning = Some(Real::settings(ScannerPlace::Socket(real.socket()), ScanWhen::After));
    world.wake();
    let mut admin = world.admin();
    eventually(|| world.database.text("SELECT count(*) FROM virus_scans WHERE ready_at IS NOT NULL") == "0");
    let states = "SELECT string_agg(state, ' ' ORDER BY size) FROM virus_scans";
    assert_eq!(world.database.text(states), "clean infected unscanned");
    eventually(|| admin.fetch("/files/clam.zip").status == 403);
    assert_eq!(admin.fetch("/files/plan.txt").text(), "harmless");
    let page = admin.click("/admin/scanning").text();
    assert!(page.contains("The scanner answers: ClamAV ") && page.contains("Clamav-Test-File"), "{page}");
}

#[test]
fn one_that_is_silent_about_its_limits_is_not_believed() {
    let real = Real::start(LIMITS);
    let world = World::with(|settings| {
        settings.scanning = Some(Real::settings(ScannerPlace::Network(real.address()), ScanWhen::Before));
    });
    let refused = send_whole(&mut world.editor(), b"harmless", &[("filename", "plan.txt")]);
    assert_eq!(refused.status, 503, "{}", refused.text());
    let page = world.admin().click("/admin/scanning").text();
    assert!(page.contains("AlertExceedsMax yes"), "{page}");
    let mut check = latchkey(&world, &["check"]);
    check.env("CLAMAV", real.socket());
    let (code, text) = said(check);
    assert!(code == Some(2) && text.contains("AlertExceedsMax yes"), "{text}");
}
