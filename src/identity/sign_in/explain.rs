//! Chooses the words for a refusal of the provider's. Its numbers and texts change (Microsoft, "Error codes"), so
//! a number only chooses among our own sentences, the OAuth error is the fallback, and there is always a
//! last resort.

use super::{
    explanation::Explanation,
    sentences::{
        ACCOUNT_CLOSED, BADLY_SET_UP, BUSY, CANCELLED, CONSENT, IN_CIRCLES, NOT_ASSIGNED, NOT_FROM_HERE, ONCE_MORE,
        REFUSED, SECOND_PROOF, TOO_LATE, WRONG_ACCOUNT,
    },
};
use crate::identity::provider::Refusal;

/// What the refusal means, and who can mend it.
pub fn explain(refusal: &Refusal) -> Explanation {
    if refusal.cancelled {
        return CANCELLED;
    }
    refusal.code.and_then(by_code).unwrap_or_else(|| by_error(&refusal.error))
}

/// AADSTS numbers (Microsoft, "Microsoft Entra authentication and authorization error codes").
fn by_code(code: u32) -> Option<Explanation> {
    Some(match code {
        65004 => CANCELLED,
        65001 | 90094 | 90095 => CONSENT,
        50105 => NOT_ASSIGNED,
        50020 | 50034 | 51004 | 16000 | 90072 => WRONG_ACCOUNT,
        50053 | 50055 | 50057 => ACCOUNT_CLOSED,
        50058 | 50132 | 50133 | 50173 => ONCE_MORE,
        50072 | 50074 | 50076 | 50078 | 50079 => SECOND_PROOF,
        53000..=53004 | 530_000..=530_099 => NOT_FROM_HERE,
        54005 | 70000 | 70008 | 70043 | 50089 | 700_082 | 50147 | 501_481 => TOO_LATE,
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
        | 700_005 => BADLY_SET_UP,
        50196 => IN_CIRCLES,
        50033 | 50087 | 90006 | 90024 | 90033 => BUSY,
        _ => return None,
    })
}

/// OAuth and OpenID errors (RFC 6749, sections 4.1.2.1 and 5.2; OpenID Connect Core 1.0, section 3.1.2.6).
fn by_error(error: &str) -> Explanation {
    match error {
        "consent_required" => CONSENT,
        "login_required" => ONCE_MORE,
        "interaction_required" => SECOND_PROOF,
        "invalid_grant" => TOO_LATE,
        "invalid_client"
        | "unauthorized_client"
        | "invalid_request"
        | "invalid_scope"
        | "unsupported_response_type"
        | "unsupported_grant_type"
        | "invalid_resource" => BADLY_SET_UP,
        "server_error" | "temporarily_unavailable" => BUSY,
        _ => REFUSED,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::sign_in::explanation::Who;

    fn refusal(error: &str, code: Option<u32>) -> Explanation {
        explain(&Refusal { error: error.to_owned(), code, ..Refusal::default() })
    }

    #[test]
    fn a_number_decides_then_the_error_then_the_last_resort() {
        assert_eq!(refusal("invalid_client", Some(7_000_222)).who, Who::Operator);
        assert!(refusal("invalid_grant", Some(54005)).begin_again);
        assert!(!refusal("invalid_grant", Some(53003)).begin_again);
        assert_eq!(refusal("temporarily_unavailable", Some(1)), BUSY);
        assert_eq!(refusal("access_denied", None), REFUSED);
        assert_eq!(explain(&Refusal { cancelled: true, ..Refusal::default() }), CANCELLED);
    }
}
