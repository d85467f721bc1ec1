//! The thorough reader: the TOML crate reads everything there is in TOML, finds every mistake and words it.

use toml::Spanned;
use toml::de::{DeTable, DeValue, Error};

use crate::document::cell::TextRef;
use crate::document::tree::{Content, Key, NodeId, ROOT, Tree};
use crate::period::Period;
use crate::source::Span;

/// The tree of any text, as far as it can be read, and all syntax errors.
pub(super) fn read(text: &str) -> (Tree, Vec<Error>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut copy = Copy { text, tree: Tree::new(text.len()) };
    copy.entries(ROOT, table.get_ref());
    (copy.tree, errors)
}

struct Copy<'t> {
    text: &'t str,
    tree: Tree,
}

impl Copy<'_> {
    /// The crate hands out keys in the order of their names; here they stand as in the file.
    fn entries(&mut self, parent: NodeId, table: &DeTable<'_>) {
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        for (key, value) in entries {
            let key = Key { text: self.keep(key.get_ref()), span: Span::new(key.span()) };
            self.value(parent, key, value);
        }
    }

    fn value(&mut self, parent: NodeId, key: Key, value: &Spanned<DeValue<'_>>) {
        let content = match value.get_ref() {
            DeValue::Table(_) => Content::TABLE,
            DeValue::Array(_) => Content::ARRAY,
            DeValue::String(text) => Content::Text(self.keep(text)),
            DeValue::Boolean(flag) => Content::Flag(*flag),
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).map_or(Content::Other, Content::Integer),
            DeValue::Float(number) => Content::Float(self.keep(number.as_str())),
            DeValue::Datetime(stamp) => stamp
                .date
                .filter(|_| stamp.time.is_none())
                .and_then(|date| Period::of_date(i32::from(date.year), u32::from(date.month), u32::from(date.day)))
                .map_or(Content::Other, Content::Date),
        };
        let node = self.tree.append(parent, key, content, Span::new(value.span()), false);
        match value.get_ref() {
            DeValue::Table(table) => self.entries(node, table),
            DeValue::Array(items) => items.iter().for_each(|item| self.value(node, Key::default(), item)),
            _ => {}
        }
    }

    /// Borrowed strings lie within the source; only those that were written with escapes are kept apart.
    fn keep(&mut self, text: &str) -> TextRef {
        let offset = (text.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize);
        let borrowed = offset.saturating_add(text.len()) <= self.text.len();
        let start = if borrowed { offset } else { self.tree.keep(self.text, text) };
        let Span { start, end } = Span::new(start..start + text.len());
        TextRef { start, length: end - start }
    }
}
