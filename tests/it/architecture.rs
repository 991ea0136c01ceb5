//! The picture of the rooms (`docs/develop/architecture.svg`) is drawn from the ranks that `arrows.rs` holds, so it is as
//! true as they are. `LATCHKEY_REWRITE_ARCHITECTURE=1 tests/run it architecture` draws it anew.

use std::{collections::BTreeMap, fmt::Write, fs, path::Path};

use crate::arrows::{EXCEPTIONS, RANKS};

const FILE: &str = "docs/develop/architecture.svg";
const ROW: usize = 40;
const BOX_HEIGHT: usize = 28;
const LETTER: usize = 8;
const LEFT: usize = 130;

const STYLE: &str = "\
text{font:13px ui-monospace,monospace;fill:#1f2937}\
.quiet{fill:#6b7280}\
.room{fill:#fff;stroke:#9ca3af}\
.group{fill:#eef2ff;stroke:#c7d2fe}\
.up{fill:none;stroke:#dc2626;stroke-dasharray:4 3}";

/// A room as it is drawn.
struct Room {
    name: &'static str,
    x: usize,
    y: usize,
    width: usize,
}

/// Rooms of one rank share a row; the highest rank is the top row.
fn rooms() -> Vec<Room> {
    let mut rows = BTreeMap::<u8, Vec<&'static str>>::new();
    for (name, rank) in RANKS {
        rows.entry(*rank).or_default().push(name);
    }
    let mut rooms = Vec::new();
    for (row, names) in rows.values().rev().enumerate() {
        let mut x = LEFT;
        for name in names {
            let width = name.len() * LETTER + 20;
            rooms.push(Room { name, x, y: 60 + row * ROW, width });
            x += width + 10;
        }
    }
    rooms
}

fn parent(name: &str) -> &str {
    name.split("::").next().unwrap_or(name)
}

/// The rooms inside a large one, as far as no other room stands between them.
fn group(rooms: &[Room]) -> Option<(&str, usize, usize)> {
    let name = RANKS.iter().map(|(name, _)| parent(name)).max_by_key(|name| {
        let inside = RANKS.iter().filter(|(other, _)| parent(other) == *name);
        inside.count()
    })?;
    let inside = || rooms.iter().filter(|room| parent(room.name) == name).map(|room| room.y);
    let (top, bottom) = (inside().min()?, inside().max()?);
    let alone = rooms.iter().all(|room| parent(room.name) == name || room.y < top || room.y > bottom);
    alone.then_some((name, top, bottom))
}

fn drawing() -> String {
    let rooms = rooms();
    let widest = rooms.iter().map(|room| room.x + room.width).max().unwrap_or_default();
    // Exceptions go up to the right of the widest row.
    let (right, width) = (widest + 60, (widest + 80 + 16 * EXCEPTIONS.len()).max(740));
    let height = rooms.iter().map(|room| room.y).max().unwrap_or_default() + ROW + 20;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\">\n\
         <title>The rooms of src/, by rank</title>\n<style>{STYLE}</style>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n\
         <text x=\"{LEFT}\" y=\"30\" class=\"quiet\">A room may import from the rooms in the rows below its own, and from no other.</text>\n"
    );
    if let Some((name, top, bottom)) = group(&rooms) {
        let (y, tall) = (top - 6, bottom - top + ROW);
        writeln!(svg, "<rect class=\"group\" x=\"20\" y=\"{y}\" width=\"{widest}\" height=\"{tall}\" rx=\"6\"/>")
            .unwrap();
        writeln!(svg, "<text class=\"quiet\" x=\"30\" y=\"{}\">{name}</text>", y + tall / 2).unwrap();
    }
    let find = |name: &str| rooms.iter().find(|room| room.name == name).expect("a room of the list");
    for (at, (from, to)) in EXCEPTIONS.iter().enumerate() {
        let (from, to) = (find(from), find(to));
        let middle = |room: &Room| room.y + BOX_HEIGHT / 2;
        let (start, end, out) = (from.x + from.width, to.x + to.width, right + 16 * at);
        let (low, high) = (middle(from), middle(to));
        writeln!(svg, "<path class=\"up\" d=\"M{start} {low}H{out}V{high}H{end}m8 -4l-8 4l8 4\"/>").unwrap();
    }
    for Room { name, x, y, width } in &rooms {
        writeln!(svg, "<rect class=\"room\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{BOX_HEIGHT}\" rx=\"4\"/>")
            .unwrap();
        writeln!(svg, "<text x=\"{}\" y=\"{}\">{name}</text>", x + 10, y + 19).unwrap();
    }
    if !EXCEPTIONS.is_empty() {
        let y = height - 14;
        writeln!(
            svg,
            "<text x=\"{LEFT}\" y=\"{y}\" class=\"quiet\">Dashed: exceptions that point up; their list may only shrink.</text>"
        )
        .unwrap();
    }
    svg + "</svg>\n"
}

#[test]
fn the_picture_of_the_rooms_is_as_the_ranks_are() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let drawn = drawing();
    if std::env::var_os("LATCHKEY_REWRITE_ARCHITECTURE").is_some() {
        fs::write(&file, &drawn).unwrap();
    }
    let there = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        there == drawn,
        "{FILE} is not what the ranks of arrows.rs are: LATCHKEY_REWRITE_ARCHITECTURE=1 tests/run it architecture"
    );
}
