//! A TOML text as values with their places: what lies between the two readers and the cells. Flat, without lifetimes;
//! tables and arrays are chains of nodes in the order of the file.

use crate::document::cell::TextRef;
use crate::period::Period;
use crate::source::Span;

/// Index into a tree's nodes.
pub(super) type NodeId = u32;

pub(super) const ROOT: NodeId = 0;

#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    /// Empty for the root and for items of arrays.
    pub key: Key,
    pub content: Content,
    pub span: Span,
    /// Made by a heading, so that further headings may add to it.
    pub open: bool,
    /// The one after it in the same table or array; the root follows nothing and stands for none.
    next: NodeId,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Key {
    pub text: TextRef,
    pub span: Span,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Content {
    Table(Parts),
    Array(Parts),
    Text(TextRef),
    Flag(bool),
    Integer(i64),
    /// As written, without underscores.
    Float(TextRef),
    /// A day.
    Date(Period),
    /// What no field can hold: a time of day, an integer beyond 64 bits.
    Other,
}

/// The chain of a table or array.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Parts {
    first: NodeId,
    last: NodeId,
    pub length: u32,
}

impl Content {
    pub const TABLE: Self = Self::Table(Parts { first: ROOT, last: ROOT, length: 0 });
    pub const ARRAY: Self = Self::Array(Parts { first: ROOT, last: ROOT, length: 0 });
}

#[derive(Debug)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    /// Texts that are not literally in the source; references to them begin behind its end.
    pub extra: String,
}

impl Tree {
    /// With room for what a text of `length` bytes usually holds.
    pub fn new(length: usize) -> Self {
        let mut nodes = Vec::with_capacity(length / 20 + 1);
        nodes.push(Node { key: Key::default(), content: Content::TABLE, span: Span::default(), open: true, next: ROOT });
        Self { nodes, extra: String::new() }
    }

    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id as usize]
    }

    pub fn node_mut(&mut self, id: NodeId) -> &mut Node {
        &mut self.nodes[id as usize]
    }

    /// The entries of a table or items of an array, as they stand in the file; none of anything else.
    pub fn parts(&self, id: NodeId) -> Parts {
        match self.node(id).content {
            Content::Table(parts) | Content::Array(parts) => parts,
            _ => Parts::default(),
        }
    }

    pub fn each(&self, parts: Parts) -> impl Iterator<Item = &Node> {
        self.ids(parts).map(|id| self.node(id))
    }

    pub fn ids(&self, parts: Parts) -> impl Iterator<Item = NodeId> {
        let some = |id: NodeId| (id != ROOT).then_some(id);
        std::iter::successors(some(parts.first), move |id| some(self.node(*id).next))
    }

    /// A new last part of a table or array.
    pub fn append(&mut self, parent: NodeId, key: Key, content: Content, span: Span, open: bool) -> NodeId {
        let id = NodeId::try_from(self.nodes.len()).unwrap_or(NodeId::MAX);
        self.nodes.push(Node { key, content, span, open, next: ROOT });
        let (Content::Table(parts) | Content::Array(parts)) = &mut self.nodes[parent as usize].content else { return id };
        let before = std::mem::replace(&mut parts.last, id);
        parts.length += 1;
        if before == ROOT {
            parts.first = id;
        } else {
            self.nodes[before as usize].next = id;
        }
        id
    }

    pub fn last(&self, parts: Parts) -> NodeId {
        parts.last
    }

    /// Keeps a text that is not literally in the source; gives where it begins.
    pub fn keep(&mut self, source: &str, text: &str) -> usize {
        self.extra.push_str(text);
        source.len() + self.extra.len() - text.len()
    }

    /// A text of the tree over its source.
    pub fn text<'t>(&'t self, source: &'t str, text: TextRef) -> &'t str {
        let (start, length) = (text.start as usize, text.length as usize);
        let own = source.len();
        if start < own { &source[start..start + length] } else { &self.extra[start - own..start - own + length] }
    }
}
