//! How this program proves itself to the provider: a secret, or better a certificate.

use std::{fmt, fs, io::Read, os::unix::fs::PermissionsExt};

use secrecy::SecretString;
use uuid::Uuid;

use super::{cookie_secret::is_example, issuer, variable::Variable, variables::Variables};

pub(super) const APP_REG_CLIENT_SECRET: Variable = Variable::new(
    "APP_REG_CLIENT_SECRET",
    "",
    "paste-the-value-of-the-client-secret",
    "A client secret of the app registration: its value, not its id.",
)
.secret();
pub(super) const APP_REG_CLIENT_CERT: Variable = Variable::new(
    "APP_REG_CLIENT_CERT",
    "",
    "/etc/latchkey/client.pem",
    "Instead of a secret, and better in production: key and certificate as PEM, or the path of a file with them.",
)
.secret();
pub(super) const APP_REG_CLIENT_THUMBPRINT: Variable = Variable::new(
    "APP_REG_CLIENT_THUMBPRINT",
    "",
    "84E05C1D98BCE3A5421D225B140B36E86A3D5534",
    "The SHA-1 thumbprint of the certificate. Asks for the older proof (RS256 and x5t); leave it out otherwise.",
);

/// A key and a chain of certificates are a few thousand bytes.
const LARGEST: u64 = 256 * 1024;

/// How this program proves itself to the provider.
#[derive(Clone)]
pub enum ClientCredential {
    /// `APP_REG_CLIENT_SECRET`.
    Secret(SecretString),
    /// `APP_REG_CLIENT_CERT`: PEM text with key and certificate, already read from its file;
    /// `APP_REG_CLIENT_THUMBPRINT` (40 hexadecimal digits, lower case) asks for the older RS256 + x5t form.
    Certificate { pem: SecretString, thumbprint: Option<String> },
}

pub(super) fn is_set(variables: &mut Variables<'_>) -> bool {
    variables.is_set(&APP_REG_CLIENT_SECRET) || variables.is_set(&APP_REG_CLIENT_CERT)
}

/// `None` only together with a problem. A certificate goes before a secret.
pub(super) fn read(variables: &mut Variables<'_>, issuer: Option<&str>) -> Option<ClientCredential> {
    let secret = secret(variables, issuer);
    let certificate = variables.text(&APP_REG_CLIENT_CERT);
    let thumbprint = thumbprint(variables);
    if let Some(certificate) = certificate {
        if secret.is_some() {
            variables.warn("APP_REG_CLIENT_CERT is used, so APP_REG_CLIENT_SECRET is not: take it away.");
        }
        let pem = pem(variables, &certificate)?;
        return Some(ClientCredential::Certificate { pem, thumbprint });
    }
    if thumbprint.is_some() && !variables.is_set(&APP_REG_CLIENT_CERT) {
        let what = "A thumbprint belongs to a certificate, and APP_REG_CLIENT_CERT is not set.";
        variables.problem_like(&APP_REG_CLIENT_THUMBPRINT, what, "APP_REG_CLIENT_CERT=/etc/latchkey/client.pem");
    } else if !is_set(variables) {
        let what = "Not set, and APP_REG_CLIENT_CERT neither: one of them proves to the provider that it is really us.\n\
             The Azure portal: your app registration, \"Certificates & secrets\".";
        variables.problem_like(&APP_REG_CLIENT_SECRET, what, "APP_REG_CLIENT_CERT=/etc/latchkey/client.pem");
    }
    secret.map(ClientCredential::Secret)
}

fn secret(variables: &mut Variables<'_>, issuer: Option<&str>) -> Option<SecretString> {
    let text = variables.text(&APP_REG_CLIENT_SECRET)?;
    let fault = if is_example(&text) {
        "The value is out of an example."
    } else if issuer.is_some_and(issuer::is_entra) && Uuid::try_parse(&text).is_ok() {
        "This is the id of a secret, not its value. The Azure portal shows the value once, when the secret is made."
    } else {
        return Some(SecretString::from(text));
    };
    let example = "APP_REG_CLIENT_SECRET=<the column \"Value\" under \"Certificates & secrets\">";
    variables.problem_like(&APP_REG_CLIENT_SECRET, fault, example);
    None
}

fn thumbprint(variables: &mut Variables<'_>) -> Option<String> {
    let text = variables.text(&APP_REG_CLIENT_THUMBPRINT)?;
    // Windows puts an invisible mark in front when it is copied out of the certificate's window.
    let ignored = |letter: char| letter == ':' || letter == '\u{200e}' || letter.is_whitespace();
    let digits: String = text.chars().filter(|&letter| !ignored(letter)).collect::<String>().to_ascii_lowercase();
    let what = match (digits.len(), digits.bytes().all(|byte| byte.is_ascii_hexdigit())) {
        (40, true) => return Some(digits),
        (64, true) => "This is the SHA-256 thumbprint. Leave the variable out: then SHA-256 is used, found by itself.",
        _ => "A thumbprint is 40 hexadecimal digits.",
    };
    variables.problem(&APP_REG_CLIENT_THUMBPRINT, what);
    None
}

/// The text itself, or that of the file which it names.
fn pem(variables: &mut Variables<'_>, value: &str) -> Option<SecretString> {
    // Where a variable cannot hold several lines, people write \n.
    let text = if value.contains("-----BEGIN") {
        Ok(if value.contains('\n') { value.to_owned() } else { value.replace("\\n", "\n") })
    } else {
        read_file(variables, value)
    };
    let fault = match &text {
        Err(fault) => fault.as_str(),
        Ok(text) if text.contains("BEGIN ENCRYPTED PRIVATE KEY") || text.contains("Proc-Type: 4,ENCRYPTED") => {
            "The private key is locked with a passphrase. Unlock it: openssl pkey -in locked.pem -out key.pem"
        }
        Ok(text) if !text.contains("PRIVATE KEY-----") => "There is no private key in it, only other things.",
        Ok(text) if !text.contains("-----BEGIN CERTIFICATE-----") => {
            "There is no certificate in it, only other things."
        }
        Ok(text) => return Some(SecretString::from(text.as_str())),
    };
    variables.problem(&APP_REG_CLIENT_CERT, fault);
    None
}

fn read_file(variables: &mut Variables<'_>, path: &str) -> Result<String, String> {
    let failed = |error: std::io::Error| match error.kind() {
        // Whatever cannot be a path may well be half a key: it is not shown.
        std::io::ErrorKind::InvalidFilename => "Neither PEM text nor the path of a file.".to_owned(),
        std::io::ErrorKind::InvalidData => {
            format!(
                "The file {path} is not PEM. A .pfx becomes one: openssl pkcs12 -in client.pfx -nodes -out client.pem"
            )
        }
        _ => format!("The file {path} cannot be read: {error}."),
    };
    let file = fs::File::open(path).map_err(failed)?;
    let about = file.metadata().map_err(failed)?;
    if about.permissions().mode() & 0o004 != 0 {
        variables.warn("Everyone on this machine can read the file of APP_REG_CLIENT_CERT, with its key: chmod 600.");
    }
    let mut text = String::new();
    file.take(LARGEST).read_to_string(&mut text).map_err(failed)?;
    Ok(text)
}

impl fmt::Debug for ClientCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Secret(_) => "Secret(..)",
            Self::Certificate { .. } => "Certificate(..)",
        })
    }
}
