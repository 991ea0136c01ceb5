//! What a download waits for.

use latchkey::settings::AuditMode;

use super::{entra, good, refused, with};

#[test]
fn the_record_is_strict_unless_the_operator_relaxes_it() {
    assert_eq!(good(&entra()).audit, AuditMode::Strict);
    assert_eq!(good(&with(entra(), &[("AUDIT", "strict")])).audit, AuditMode::Strict);
    assert_eq!(good(&with(entra(), &[("AUDIT", "relaxed")])).audit, AuditMode::Relaxed);
    refused(&with(entra(), &[("AUDIT", "off")]), "AUDIT", "neither strict nor relaxed");
}
