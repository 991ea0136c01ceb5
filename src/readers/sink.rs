//! Who hears what a reader reads, in the order of the document: the search wants words, a preview wants to know what
//! is a heading and what a cell.

/// What separates words, where it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// The same paragraph goes on in a new line.
    LineBreak,
    Tab,
    /// The paragraph that is being read is a heading of this level, from 1.
    Heading(u8),
    /// Whether the paragraphs that follow are in a table.
    InTable(bool),
    /// A cell is over.
    Cell,
    /// A row is over.
    Row,
    /// Whether what follows is about the document, and on none of its pages.
    About(bool),
}

/// Collects what is read.
pub trait Sink {
    /// Text as it comes.
    fn push(&mut self, text: &str);
    /// A paragraph is over.
    fn end_line(&mut self);
    /// Whether more would be thrown away.
    fn is_full(&self) -> bool;
    fn mark(&mut self, mark: Mark);
}
