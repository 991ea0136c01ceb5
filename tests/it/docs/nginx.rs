//! The proxy of docs/proxy.md in front of the portal: a real nginx, with TLS, asked by curl.

use std::{
    fs,
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

use super::blocks;
use crate::{
    documents_zip::id_of,
    support::{Employee, World, api::ROOT, eventually, import::import, links},
    tickets,
};

/// nginx with the block of the page and, where the block names this machine's places, the test's own.
pub(super) struct Nginx {
    child: Child,
    folder: TempDir,
    pub port: u16,
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn program() -> Command {
    // Debian keeps it where people who are not root do not look.
    let usual = Path::new("/usr/sbin/nginx");
    Command::new(if usual.exists() { usual } else { Path::new("nginx") })
}

/// A certificate for the site, as anybody makes one.
fn certificate(folder: &Path) -> (PathBuf, PathBuf) {
    let (key, certificate) = (folder.join("key.pem"), folder.join("cert.pem"));
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=docs.example.com"])
        .args(["-addext", "subjectAltName=DNS:docs.example.com", "-keyout"])
        .arg(&key)
        .arg("-out")
        .arg(&certificate)
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    (key, certificate)
}

pub(super) fn replaced(text: &str, what: &str, with: &str) -> String {
    assert!(text.contains(what), "the block of the page has {what}");
    text.replace(what, with)
}

impl Nginx {
    fn in_front_of(portal: u16) -> Self {
        let block = blocks::only("docs/proxy.md", "nginx", "nginx");
        Self::with(&replaced(&block, "127.0.0.1:8000", &format!("127.0.0.1:{portal}")))
    }

    /// With this block, whose addresses of the portal are right already.
    pub fn with(block: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().display();
        let (key, certificate) = certificate(folder.path());
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let block = replaced(block, "listen 443 ssl", &format!("listen 127.0.0.1:{port} ssl"));
        let block = replaced(&block, "/etc/ssl/certs/docs.example.com.pem", &certificate.display().to_string());
        let block = replaced(&block, "/etc/ssl/private/docs.example.com.key", &key.display().to_string());
        let mut scratch = String::new();
        for kind in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"] {
            scratch += &format!("    {kind}_temp_path {at}/{kind};\n");
        }
        let config = format!(
            "daemon off;\nmaster_process off;\npid {at}/pid;\nerror_log {at}/error.log;\nevents {{}}\n\
             http {{\n    access_log {at}/access.log;\n{scratch}{block}}}\n"
        );
        let file = folder.path().join("nginx.conf");
        fs::write(&file, config).unwrap();
        let tried = program().arg("-p").arg(folder.path()).arg("-t").arg("-c").arg(&file).output().unwrap();
        assert!(tried.status.success(), "nginx -t: {}", String::from_utf8_lossy(&tried.stderr));
        let mut command = program();
        command.arg("-p").arg(folder.path()).arg("-c").arg(&file).stdout(Stdio::null()).stderr(Stdio::null());
        let nginx = Self { child: command.spawn().unwrap(), folder, port };
        eventually(|| TcpStream::connect(("127.0.0.1", port)).is_ok());
        nginx
    }

    /// curl, as somebody far away calls it; gives what it wrote.
    fn curl(&self, arguments: &[&str], target: &str) -> Vec<u8> {
        let done = Command::new("curl")
            .args(["--silent", "--show-error", "--max-time", "60", "--cacert"])
            .arg(self.folder.path().join("cert.pem"))
            .args(["--resolve", &format!("docs.example.com:{}:127.0.0.1", self.port)])
            .args(arguments)
            .arg(format!("https://docs.example.com:{}{target}", self.port))
            .output()
            .unwrap();
        assert!(done.status.success(), "curl {target}: {}", String::from_utf8_lossy(&done.stderr));
        done.stdout
    }

    fn status(&self, arguments: &[&str], target: &str) -> String {
        let all = [&["--output", "/dev/null", "--write-out", "%{http_code}"], arguments].concat();
        String::from_utf8(self.curl(&all, target)).unwrap()
    }

    fn log(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join(name)).unwrap_or_default()
    }
}

#[test]
fn people_sign_in_and_work_through_it() {
    let world = World::over_https();
    let nginx = Nginx::in_front_of(world.port());
    let bytes: Vec<u8> = (0..3_000_000_u32).map(|number| (number % 251) as u8).collect();
    import(&world, &[("large.bin", &bytes)]);
    let employee = Employee::named("editor");
    world.give_role(&employee, "editor");

    let jar = nginx.folder.path().join("jar").display().to_string();
    let cookies = ["--cookie-jar", jar.as_str(), "--cookie", jar.as_str()];
    let login = String::from_utf8(
        nginx.curl(&[&cookies[..], &["--write-out", "%{redirect_url}", "--output", "/dev/null"]].concat(), "/login"),
    )
    .unwrap();
    let back = world.entra.open(&login).sign_in(&employee);
    assert_eq!(nginx.status(&cookies, &back), "303", "the answer with the session's cookie passes");

    assert_eq!(nginx.curl(&cookies, "/files/large.bin"), bytes);
    let file = nginx.folder.path().join("up.bin");
    fs::write(&file, &bytes).unwrap();
    let sent = nginx.status(
        &[&cookies[..], &["--upload-file", file.to_str().unwrap()]].concat(),
        &format!("/api/v1/items/{}/content", id_of(&world, "large.bin")),
    );
    assert_eq!(sent, "200", "a document of 3 MB as a new version");
    assert!(nginx.log("access.log").contains("/files/large.bin"));
}

#[test]
fn an_address_that_is_a_key_stands_in_none_of_its_logs() {
    let mut world = World::over_https();
    let nginx = Nginx::in_front_of(world.port());
    import(&world, &[("report.txt", b"a report")]);
    let ticket = tickets::ticket(&mut world.reader(), &id_of(&world, "report.txt"));
    let path = ticket["url"].as_str().unwrap().strip_prefix("https://docs.example.com").unwrap().to_owned();
    assert_eq!(nginx.curl(&[], &path), b"a report", "it works without a cookie");
    let mut admin = world.admin();
    let report = admin.id_of(ROOT, "report.txt");
    let link = format!("{}/d/{report}/file", links::make(&mut admin, &report, &[]));
    assert_eq!(nginx.curl(&[], &link), b"a report", "and so does a link for people outside");

    world.stop();
    assert_eq!(nginx.status(&[], &path), "502");
    assert_eq!(nginx.status(&[], &link), "502");
    assert_eq!(nginx.status(&[], "/files/after"), "502");
    let (access, error) = (nginx.log("access.log"), nginx.log("error.log"));
    assert!(error.contains("/files/after") && access.contains("/files/after"), "the logs are kept: {error}");
    for secret in ["/t/", "/l/"] {
        assert!(!error.contains(secret) && !access.contains(secret), "{error}{access}");
    }
}
