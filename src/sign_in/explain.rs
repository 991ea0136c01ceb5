//! Chooses the text for a refusal by the provider. Its numbers and texts change (Microsoft, "Error codes"), so a
//! number only chooses among our own sentences, the OAuth error is the fallback, and there is always a last resort.

use super::{
    explanation::Explanation,
    sentences::{
        account_closed, badly_set_up, busy, cancelled, consent, denied, in_circles, not_assigned, not_from_here,
        once_more, refused, second_proof, too_late, wrong_account,
    },
};
use crate::identity::provider::Refusal;

/// What the refusal means, and who can mend it.
pub fn explain(refusal: &Refusal) -> Explanation {
    if refusal.cancelled {
        return cancelled();
    }
    refusal.code.and_then(by_code).unwrap_or_else(|| by_error(&refusal.error))
}

/// AADSTS numbers (Microsoft, "Microsoft Entra authentication and authorization error codes").
fn by_code(code: u32) -> Option<Explanation> {
    Some(match code {
        65004 => cancelled(),
        65001 | 90094 | 90095 => consent(),
        50105 => not_assigned(),
        50020 | 50034 | 51004 | 16000 | 90072 => wrong_account(),
        50053 | 50055 | 50057 => account_closed(),
        50058 | 50132 | 50133 | 50173 => once_more(),
        50072 | 50074 | 50076 | 50078 | 50079 => second_proof(),
        53000..=53004 | 530_000..=530_099 => not_from_here(),
        54005 | 70000 | 70008 | 70043 | 50089 | 700_082 | 50147 | 501_481 => too_late(),
        // The address to come back to; the application, tenant or resource; the secret; the certificate or a
        // clock; the federated credential; the scope or authority.
        50011
        | 900_971
        | 500_113
        | 9_002_325
        | 700_016
        | 90002
        | 500_011
        | 50194
        | 7_000_215
        | 7_000_218
        | 7_000_222
        | 700_025
        | 50012
        | 700_024
        | 700_027
        | 70021
        | 700_211..=700_213
        | 28002
        | 70011
        | 650_057
        | 700_005 => badly_set_up(),
        50196 => in_circles(),
        50033 | 50087 | 90006 | 90024 | 90033 => busy(),
        _ => return None,
    })
}

/// OAuth and OpenID errors (RFC 6749, sections 4.1.2.1 and 5.2; OpenID Connect Core 1.0, section 3.1.2.6).
fn by_error(error: &str) -> Explanation {
    match error {
        "access_denied" => denied(),
        "consent_required" => consent(),
        "login_required" => once_more(),
        "interaction_required" => second_proof(),
        "invalid_grant" => too_late(),
        "invalid_client"
        | "unauthorized_client"
        | "invalid_request"
        | "invalid_scope"
        | "unsupported_response_type"
        | "unsupported_grant_type"
        | "invalid_resource" => badly_set_up(),
        "server_error" | "temporarily_unavailable" => busy(),
        _ => refused(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign_in::explanation::Who;

    fn refusal(error: &str, code: Option<u32>) -> Explanation {
        explain(&Refusal { error: error.to_owned(), code, ..Refusal::default() })
    }

    #[test]
    fn a_number_decides_then_the_error_then_the_last_resort() {
        assert_eq!(refusal("invalid_client", Some(7_000_222)).who, Who::Operator);
        assert!(refusal("invalid_grant", Some(54005)).begin_again);
        assert!(!refusal("invalid_grant", Some(53003)).begin_again);
        assert_eq!(refusal("temporarily_unavailable", Some(1)), busy());
        assert_eq!(refusal("access_denied", None), denied());
        assert_eq!(refusal("something_new", None), refused());
        assert_eq!(explain(&Refusal { cancelled: true, ..Refusal::default() }), cancelled());
    }
}
