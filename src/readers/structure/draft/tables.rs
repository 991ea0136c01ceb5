//! The tables of a draft.

use super::{Block, Draft, Style, tidy};
use crate::readers::{
    sink::Sink,
    structure::{COLUMNS, ROWS},
};

/// A table in a table is read in its cell.
const TABLES: usize = 1;

#[derive(Default)]
pub struct Table {
    pub rows: Vec<Vec<String>>,
    pub row: Vec<String>,
    pub cell: String,
}

impl Draft {
    pub fn open_table(&mut self) {
        if self.depth < TABLES {
            self.end_tables();
            self.table = Some(Table::default());
        }
        self.depth += 1;
        self.in_table = true;
    }

    pub fn close_table(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        if self.depth == 0 {
            self.in_table = false;
            self.end_line();
        }
    }

    /// The end of a cell, of a table in a cell too: that is a paragraph of it.
    pub fn end_cell(&mut self) {
        if self.depth > TABLES {
            if !self.text.is_empty() {
                self.text.push('\t');
            }
            return;
        }
        self.end_paragraph_of_cell();
        let table = self.table.get_or_insert_default();
        if table.row.len() < COLUMNS && self.cells > 0 {
            self.cells -= 1;
            table.row.push(std::mem::take(&mut table.cell));
        } else {
            self.structure.more = true;
            table.cell.clear();
        }
    }

    pub fn end_row(&mut self) {
        if self.depth > TABLES {
            self.end_paragraph_of_cell();
            return;
        }
        let Some(table) = &mut self.table else { return };
        let row = std::mem::take(&mut table.row);
        if table.rows.len() >= ROWS {
            self.structure.more = true;
        } else if !row.is_empty() {
            table.rows.push(row);
        }
    }

    pub(super) fn end_paragraph_of_cell(&mut self) {
        let text = tidy(&std::mem::take(&mut self.text));
        let style = std::mem::take(&mut self.style);
        let table = self.table.get_or_insert_default();
        if !text.is_empty() {
            if !table.cell.is_empty() {
                table.cell.push('\n');
            }
            if let Style::Item(_, number) = style {
                table.cell.push_str(if number.is_empty() { "\u{2022}" } else { &number });
                table.cell.push(' ');
            }
            table.cell.push_str(&text);
        }
    }

    pub(super) fn end_tables(&mut self) {
        self.in_table = false;
        self.depth = 0;
        self.end_line();
    }

    pub(super) fn put_table(&mut self) {
        let Some(mut table) = self.table.take() else { return };
        if !table.cell.is_empty() {
            table.row.push(table.cell);
        }
        if !table.row.is_empty() {
            table.rows.push(table.row);
        }
        let widest = table.rows.iter().map(Vec::len).max().unwrap_or_default();
        for row in &mut table.rows {
            row.resize(widest, String::new());
        }
        if table.rows.iter().flatten().any(|cell| !cell.is_empty()) {
            self.put(Block::Table(table.rows));
        }
    }
}
