//! The lines for clamd are such that clamd understands them and Latchkey believes it.

use super::blocks;
use crate::{
    scanning_real::Real,
    support::{
        World,
        program::{latchkey, said},
    },
};

#[test]
fn clamd_takes_the_lines_and_is_believed() {
    let real = Real::start(&blocks::only("docs/scanning.md", "Setting up clamd", "clamd"));
    let world = World::start();
    let mut check = latchkey(&world, &["check"]);
    check.env("CLAMAV", real.address());
    let (code, text) = said(check);
    assert!(code == Some(0) && text.contains("The virus scanner answers"), "{text}");
}
