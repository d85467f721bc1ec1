//! From a name to the key of a code list: „Halberstadt“, „Landkreis Harz“, „Halle/Saale“, the twelve digits of another
//! directory. A name is certain when exactly one entry bears it, at the level the name or its row says. Which words name
//! a level, which traits are further keys and which keys are gone stands in the code list; nothing is guessed from
//! letters that are nearly alike.

use crate::escape::is_invisible;
use crate::schema::catalogue::{Catalogue, TraitValue};
use crate::schema::fold::words;

/// What a catalogue says about the names of its codes.
#[derive(Clone, Debug, Default)]
pub struct Naming {
    /// The trait that tells levels apart, and the words that name them with its values.
    pub level: usize,
    pub cues: Vec<(String, Vec<String>)>,
    /// Words that may stand between others and mean nothing: „an der“.
    pub fillers: Vec<String>,
    /// Traits that are keys of the same entry in other directories.
    pub keys: Vec<usize>,
    /// A field of the same row that says the level, and the trait it is compared with.
    pub beside: Option<(String, usize)>,
    /// What such a field may say without telling the level.
    pub undecided: Vec<String>,
    /// Beginnings of keys that belong elsewhere, and where.
    pub foreign: Vec<(String, String)>,
    pub former: Vec<Former>,
}

/// An entry that is gone: its key, what it was called, and the codes of what it became.
#[derive(Clone, Debug)]
pub struct Former {
    pub key: String,
    pub title: String,
    pub now: Vec<String>,
}

/// What a text names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// Exactly this code.
    Certain(u16),
    /// One of these; or this one, which does not fit what the row says.
    Several(Vec<u16>),
    Nothing,
}

/// A name without the words for its level.
struct Spoken {
    core: String,
    /// The values of the level its words allow; `None` without such words.
    level: Option<Vec<String>>,
}

impl Catalogue {
    /// The code that a text means. `beside` is what the row says about the level, in the words of the trait it is
    /// compared with. Only lists that say how their codes are named resolve names.
    pub fn resolve(&self, text: &str, beside: Option<&str>) -> Named {
        let seen: String = text.chars().filter(|letter| !is_invisible(*letter)).collect();
        let Some(naming) = &self.naming else { return Named::Nothing };
        if let Some(ordinal) = self.ordinal(seen.trim()) {
            return Named::Certain(ordinal);
        }
        let found = match digits(&seen) {
            Some(key) => self.by_key(naming, &key),
            None => self.by_name(naming, &seen),
        };
        self.narrow(naming, found, beside)
    }

    fn narrow(&self, naming: &Naming, found: Vec<u16>, beside: Option<&str>) -> Named {
        let fitting: Vec<u16> = match naming.beside.as_ref().zip(beside) {
            Some(((_, index), level)) if (0..).zip(&self.codes).any(|(ordinal, _)| self.says(ordinal, *index, level)) => {
                found.iter().copied().filter(|ordinal| self.says(*ordinal, *index, level)).collect()
            }
            _ => found.clone(),
        };
        match (fitting.as_slice(), found.as_slice()) {
            (_, []) => Named::Nothing,
            ([one], _) => Named::Certain(*one),
            ([], _) => Named::Several(found),
            _ => Named::Several(fitting),
        }
    }

    /// The same key in another directory; or with the zeros that directories fill up with.
    fn by_key(&self, naming: &Naming, key: &str) -> Vec<u16> {
        let keys = |ordinal: u16| {
            let code = self.code(ordinal);
            let others = naming.keys.iter().filter_map(|index| text_of(code.values.get(*index)));
            std::iter::once(code.id.as_str()).chain(others).filter(|key| !key.is_empty())
        };
        let all = || self.present();
        let same: Vec<u16> = all().filter(|ordinal| keys(*ordinal).any(|other| other == key)).collect();
        if !same.is_empty() {
            return same;
        }
        // Only keys of a length that occurs: one digit too few is a mistake, no short form.
        let is_length = all().any(|ordinal| keys(ordinal).any(|other| other.len() == key.len()));
        let bare = key.trim_end_matches('0');
        let alike = |ordinal: &u16| keys(*ordinal).any(|other| other.trim_end_matches('0') == bare);
        if is_length { all().filter(alike).collect() } else { Vec::new() }
    }

    fn by_name(&self, naming: &Naming, text: &str) -> Vec<u16> {
        let spoken = naming.spoken(text);
        let bears = |ordinal: &u16| {
            let title = self.code(*ordinal).title.as_str();
            let level = spoken.level.as_ref().is_none_or(|level| level.iter().any(|value| self.says(*ordinal, naming.level, value)));
            level && (naming.spoken(title).core == spoken.core || naming.spoken(without_addition(title)).core == spoken.core)
        };
        if spoken.core.is_empty() { Vec::new() } else { self.present().filter(bears).collect() }
    }

    /// Whether an entry is certainly of another level than the row says.
    pub fn contradicts(&self, ordinal: u16, beside: &str) -> bool {
        let Some(naming) = &self.naming else { return false };
        let Some((_, index)) = &naming.beside else { return false };
        !self.says(ordinal, *index, beside) && !naming.undecided.iter().any(|open| open == beside)
    }

    fn present(&self) -> impl Iterator<Item = u16> {
        (0..).zip(&self.codes).map(|(ordinal, _)| ordinal).filter(|ordinal| self.is_usable(*ordinal))
    }

    fn says(&self, ordinal: u16, index: usize, value: &str) -> bool {
        self.code(ordinal).says(index, value)
    }

    /// The entry that is gone, by its key, the key of something in it, or its name.
    pub fn former(&self, text: &str) -> Option<&Former> {
        let naming = self.naming.as_ref()?;
        let spoken = naming.spoken(text);
        let is_meant = |former: &&Former| match digits(text) {
            Some(key) => key.len() >= former.key.len() && key.starts_with(&former.key),
            None => {
                let known = naming.spoken(&former.title);
                known.core == spoken.core && known.level == spoken.level
            }
        };
        naming.former.iter().find(is_meant)
    }

    /// Where a key belongs that begins like none of this list.
    pub fn foreign(&self, text: &str) -> Option<&str> {
        // Fewer digits are no key of anywhere.
        let key = digits(text).filter(|key| key.len() >= 5)?;
        let naming = self.naming.as_ref()?;
        naming.foreign.iter().find(|(beginning, _)| key.starts_with(beginning.as_str())).map(|(_, place)| place.as_str())
    }
}

/// The digits of a text that is a key; `None` for everything with letters.
pub fn digits(text: &str) -> Option<String> {
    let kept: String =
        text.chars().filter(|letter| !letter.is_whitespace() && !is_invisible(*letter) && !matches!(letter, '.' | '-' | '/')).collect();
    (!kept.is_empty() && kept.bytes().all(|byte| byte.is_ascii_digit())).then_some(kept)
}

impl Naming {
    /// Takes the words of a level from both ends, as long as something is left.
    fn spoken(&self, text: &str) -> Spoken {
        let mut core = words(text);
        let mut level: Option<Vec<String>> = None;
        while let Some((rest, values)) = self.cues.iter().find_map(|(cue, values)| Some((strip(&core, cue)?, values))) {
            level = Some(match level {
                Some(known) => known.into_iter().filter(|value| values.contains(value)).collect(),
                None => values.clone(),
            });
            core = rest;
        }
        for filler in &self.fillers {
            core = core.replace(&format!(" {filler} "), " ");
        }
        Spoken { core, level }
    }
}

/// Without a word at the beginning or end; never all of it.
fn strip(text: &str, word: &str) -> Option<String> {
    let front = || text.strip_prefix(word)?.strip_prefix(' ');
    let back = || text.strip_suffix(word)?.strip_suffix(' ');
    front().or_else(back).map(str::to_owned)
}

/// „Halle (Saale)“ is also called „Halle“, „Zerbst/Anhalt“ also „Zerbst“.
fn without_addition(title: &str) -> &str {
    let end = title.find(['(', '/']).unwrap_or(title.len());
    &title[..end]
}

fn text_of(value: Option<&TraitValue>) -> Option<&str> {
    match value {
        Some(TraitValue::Text(text)) => Some(text),
        _ => None,
    }
}
