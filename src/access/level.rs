//! What a grant lets people do.

use std::{fmt, marker::PhantomData, ops::Deref};

use crate::{Error, Result};

/// Ordered: each includes the ones before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// List, read, preview, download.
    View,
    /// And add, replace, rename, move, delete, restore.
    Edit,
    /// And decide who else may.
    Own,
}

impl Level {
    pub const ALL: [Self; 3] = [Self::View, Self::Edit, Self::Own];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::View => "view",
            Self::Edit => "edit",
            Self::Own => "own",
        }
    }

    /// # Errors
    /// `Forbidden` when this is less than `least`; `on` is for the log.
    pub fn includes(self, least: Self, on: impl fmt::Display) -> Result<()> {
        if self >= least {
            return Ok(());
        }
        let sentence = text!("level-too-low", least = least.as_str());
        Err(Error::forbidden(sentence, format!("{on}: {least} is asked for, {self} is granted")))
    }

    /// As the database has it.
    pub fn number(self) -> i16 {
        match self {
            Self::View => 1,
            Self::Edit => 2,
            Self::Own => 3,
        }
    }

    /// `None`: no access.
    ///
    /// # Errors
    /// `Internal` for a number that is not a level.
    pub fn of(number: i16) -> Result<Option<Self>> {
        match number {
            0 => Ok(None),
            1 => Ok(Some(Self::View)),
            2 => Ok(Some(Self::Edit)),
            3 => Ok(Some(Self::Own)),
            other => Err(Error::internal(format!("a level that cannot be: {other}"))),
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A level as a type, for [`Granted`].
pub trait Permission {
    const LEVEL: Level;
}

macro_rules! permission {
    ($name:ident) => {
        #[derive(Debug)]
        pub enum $name {}

        impl Permission for $name {
            const LEVEL: Level = Level::$name;
        }
    };
}

permission!(View);
permission!(Edit);
permission!(Own);

/// Something that knows what its viewer may do with it.
pub trait Graded {
    /// `None`: nothing.
    fn level(&self) -> Option<Level>;
    /// For the log.
    fn label(&self) -> String;
}

/// An item, and the proof that the person who asked for it may do `P` with it.
#[derive(Debug)]
pub struct Granted<P, T> {
    thing: T,
    permission: PhantomData<P>,
}

impl<P: Permission, T: Graded> Granted<P, T> {
    /// # Errors
    /// `Forbidden` when the viewer may see it, and no more. What they may not see they have not got.
    pub fn check(thing: T) -> Result<Self> {
        let level = thing.level().ok_or_else(|| Error::not_found(format!("{} is hidden from them", thing.label())))?;
        level.includes(P::LEVEL, thing.label())?;
        Ok(Self { thing, permission: PhantomData })
    }
}

impl<P, T> Granted<P, T> {
    pub fn into_inner(self) -> T {
        self.thing
    }
}

impl<P, T> Deref for Granted<P, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.thing
    }
}
