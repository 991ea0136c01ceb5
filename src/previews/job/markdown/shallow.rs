//! How deep Markdown may nest.

use pulldown_cmark::{Event, TagEnd};

/// How deep lists and quotations may nest; deeper ones are put at the last depth.
pub const DEEPEST: usize = 50;

fn is_of_a_table(end: TagEnd) -> bool {
    matches!(end, TagEnd::Table | TagEnd::TableHead | TagEnd::TableRow | TagEnd::TableCell)
}

/// Leaves out elements that nest too deep: their start and end, not their content. Tables do not nest, and stay whole.
pub struct Shallow<I> {
    events: I,
    depth: usize,
}

impl<I> Shallow<I> {
    pub fn new(events: I) -> Self {
        Self { events, depth: 0 }
    }
}

impl<'a, I: Iterator<Item = Event<'a>>> Iterator for Shallow<I> {
    type Item = Event<'a>;

    fn next(&mut self) -> Option<Event<'a>> {
        loop {
            let event = self.events.next()?;
            let too_deep = match &event {
                Event::Start(tag) => {
                    self.depth += 1;
                    self.depth > DEEPEST && !is_of_a_table(tag.to_end())
                }
                Event::End(end) => {
                    self.depth -= 1;
                    self.depth >= DEEPEST && !is_of_a_table(*end)
                }
                _ => false,
            };
            if !too_deep {
                return Some(event);
            }
        }
    }
}
