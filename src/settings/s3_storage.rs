//! Getting into an S3-compatible store.

use super::{
    object_storage::{Options, given, of_platform},
    variable::Variable,
    variables::Variables,
};

pub(super) const AWS_ACCESS_KEY_ID: Variable = Variable::new(
    "AWS_ACCESS_KEY_ID",
    "",
    "AKIAIOSFODNN7EXAMPLE",
    "The access key for s3://. Without one, the role of the machine, container or pod is used.",
);
pub(super) const AWS_SECRET_ACCESS_KEY: Variable =
    Variable::new("AWS_SECRET_ACCESS_KEY", "", "paste-the-secret-access-key", "The secret of the access key.").secret();
pub(super) const AWS_SESSION_TOKEN: Variable = Variable::new(
    "AWS_SESSION_TOKEN",
    "",
    "paste-the-session-token",
    "Only with a temporary access key, which expires.",
)
.secret();
pub(super) const AWS_REGION: Variable =
    Variable::new("AWS_REGION", "us-east-1", "eu-central-1", "The region of the bucket.");
pub(super) const AWS_ENDPOINT_URL: Variable = Variable::new(
    "AWS_ENDPOINT_URL",
    "the address of S3 in AWS_REGION",
    "https://minio.example.com",
    "The address of another S3-compatible store, without the bucket: MinIO, Ceph, R2 and so on.",
);

/// Variables that a platform sets for a program with an identity there. Nobody sets these by hand, so they are
/// neither in `.env.example` nor checked; each is passed on under its second name.
pub(super) const BY_PLATFORM: [(&str, &str); 6] = [
    ("AWS_DEFAULT_REGION", "aws_default_region"),
    ("AWS_WEB_IDENTITY_TOKEN_FILE", "aws_web_identity_token_file"),
    ("AWS_ROLE_ARN", "aws_role_arn"),
    ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "aws_container_credentials_relative_uri"),
    ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "aws_container_credentials_full_uri"),
    ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "aws_container_authorization_token_file"),
];

pub(super) fn read(variables: &mut Variables<'_>) -> Options {
    for (set, missing) in [(&AWS_ACCESS_KEY_ID, &AWS_SECRET_ACCESS_KEY), (&AWS_SECRET_ACCESS_KEY, &AWS_ACCESS_KEY_ID)] {
        if variables.is_set(set) && !variables.is_set(missing) {
            variables.problem(missing, format!("Not set, though {} is: they are a pair.", set.name));
        }
    }
    let mut options = of_platform(variables, &BY_PLATFORM);
    options.extend(given(
        variables,
        &[
            (&AWS_ACCESS_KEY_ID, "aws_access_key_id"),
            (&AWS_SECRET_ACCESS_KEY, "aws_secret_access_key"),
            (&AWS_SESSION_TOKEN, "aws_session_token"),
            (&AWS_REGION, "aws_region"),
            (&AWS_ENDPOINT_URL, "aws_endpoint_url"),
        ],
    ));
    options
}
