//! Where a report goes: decided over a listing of what is there, without a look at the disk. One folder is one report and nothing
//! lies inside it. The folder of the month holds the draft until it is released: then it is Fassung 1 and never touched again. Later
//! ones stand beside it: `…-fassung-2` released, `…-entwurf` not yet. In reports of before they lay inside it; those still count.

/// A folder, by its name below the folder of all reports, with `/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub name: String,
    pub holds: Holds,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holds {
    Nothing,
    /// Files, but no evidence of what they are.
    Unproven,
    /// A link to somewhere else.
    Link,
    /// Another report, which this one has nothing to do with.
    Other,
    Report(Known),
}

/// What the evidence of a report says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Day number of its Stichtag.
    pub day: i32,
    pub edition: u32,
    pub released: bool,
    pub kind: String,
    /// Of a draft: files that are not its own, or no longer what was written.
    pub strange: Vec<String>,
}

/// The report that is to be written.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// Name of its first folder.
    pub stem: &'a str,
    /// Where that lay before; the same for the first kind of data.
    pub stem_before: &'a str,
    pub day: i32,
    pub kind: &'a str,
    pub release: bool,
    /// Somebody said that what is in the way may go.
    pub insist: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    pub name: String,
    pub edition: u32,
    /// The released edition before it.
    pub former: Option<String>,
    pub way: Way,
    /// A draft beside released editions, done with once this one is released.
    pub done: Option<String>,
}

/// What becomes of what lies at the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    Fresh,
    /// It goes when the new one is there.
    Replaces,
    /// It is kept under this name.
    Aside(String),
}

/// Why nothing is written; the name is that of the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// What is released there is about another day.
    OtherDay(String),
    /// What lies there is of another kind of data.
    OtherKind(String),
    Unproven(String),
    Link(String),
    Strange(String, Vec<String>),
    /// It should be a released edition and is none any more.
    Doubtful(String),
}

const DRAFT: &str = "entwurf";
const EDITION: &str = "fassung-";
const ASIDE: &str = "beiseite";

fn edition_name(stem: &str, between: char, edition: u32) -> String {
    if edition == 1 { stem.to_owned() } else { format!("{stem}{between}{EDITION}{edition}") }
}

/// Whether a folder may hold an edition of this report or a draft of it.
pub fn belongs(name: &str, stem: &str, stem_before: &str) -> bool {
    let after = |stem: &str, between: char| {
        let rest = name.strip_prefix(stem)?;
        Some(rest.is_empty() || rest.strip_prefix(between).is_some_and(|rest| rest == DRAFT || number(rest).is_some()))
    };
    after(stem, '-') == Some(true) || after(stem_before, '/') == Some(true)
}

/// Whether a folder of a month is one of the series that months are compared in: the whole report of a kind of data, as a draft or an
/// edition, and not one for somebody else or about one project. `rest` is what follows the month in its name.
pub fn in_series(rest: &str, kind: &str) -> bool {
    let ends = |rest: &str| rest.is_empty() || rest.strip_prefix('-').is_some_and(|rest| rest == DRAFT || number(rest).is_some());
    ends(rest) || rest.strip_prefix('-').and_then(|rest| rest.strip_prefix(kind)).is_some_and(ends)
}

fn number(text: &str) -> Option<u32> {
    let digits = text.strip_prefix(EDITION)?;
    digits.parse::<u32>().ok().filter(|number| *number > 1 && digits == number.to_string())
}

/// A part of a folder's name that stands for what somebody called so, and for nothing that this tool calls its folders. Different texts
/// stay different.
pub fn own_name(id: &str, kinds: &[&str]) -> String {
    const OURS: [&str; 7] = [DRAFT, "fassung", ASIDE, "oeffentlich", "mit-namen", "fuer-", ESCAPE];
    const ESCAPE: &str = "projekt";
    let begins = |word: &str| id.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with('-') || word.ends_with('-'));
    let ours = OURS.iter().chain(kinds).any(|word| begins(word)) || id.ends_with("-mit-namen");
    if ours { format!("{ESCAPE}-{id}") } else { id.to_owned() }
}

/// The place for the next report of a wish.
///
/// # Errors
/// Something is in the way that must not go.
pub fn decide(listing: &[Found], wish: &Wish<'_>) -> Result<Slot, Refusal> {
    let at = |name: &str| listing.iter().find(|found| found.name == name);
    let released = |name: &str| match at(name).map(|found| &found.holds) {
        Some(Holds::Report(known)) if known.released => Some(known),
        _ => None,
    };
    let mut former: Option<(String, &Known)> = None;
    let mut edition = 1;
    loop {
        let places = [edition_name(wish.stem, '-', edition), edition_name(wish.stem_before, '/', edition)];
        let Some(found) = places.into_iter().find_map(|name| released(&name).map(|known| (name, known))) else { break };
        former = Some(found);
        edition += 1;
    }
    let mut own = listing.iter().filter(|found| belongs(&found.name, wish.stem, wish.stem_before));
    if own.any(|found| !found.name.ends_with(DRAFT) && released(&found.name).is_some_and(|known| known.edition > edition)) {
        return Err(Refusal::Doubtful(edition_name(wish.stem, '-', edition)));
    }
    if let Some((name, _)) = former.as_ref().filter(|(_, known)| known.day != wish.day) {
        return Err(Refusal::OtherDay(name.clone()));
    }
    let draft = format!("{}-{DRAFT}", wish.stem);
    let name = if former.is_some() && !wish.release { draft.clone() } else { edition_name(wish.stem, '-', edition) };
    let way = way(at(&name), &name, listing, wish)?;
    let done = at(&draft).filter(|found| wish.release && found.name != name && is_plain_draft(found, wish)).map(|_| draft.clone());
    Ok(Slot { name, edition, former: former.map(|(name, _)| name), way, done })
}

fn is_plain_draft(found: &Found, wish: &Wish<'_>) -> bool {
    matches!(&found.holds, Holds::Report(known) if !known.released && known.strange.is_empty() && known.kind == wish.kind)
}

fn way(found: Option<&Found>, name: &str, listing: &[Found], wish: &Wish<'_>) -> Result<Way, Refusal> {
    let Some(found) = found else { return Ok(Way::Fresh) };
    let refusal = match &found.holds {
        Holds::Nothing => return Ok(Way::Replaces),
        Holds::Report(known) if known.released => return Err(Refusal::Doubtful(name.to_owned())),
        Holds::Report(known) if known.kind != wish.kind => Refusal::OtherKind(name.to_owned()),
        Holds::Report(known) if known.strange.is_empty() => return Ok(Way::Replaces),
        Holds::Report(known) => Refusal::Strange(name.to_owned(), known.strange.clone()),
        Holds::Link => return Err(Refusal::Link(name.to_owned())),
        Holds::Unproven | Holds::Other => Refusal::Unproven(name.to_owned()),
    };
    if !wish.insist {
        return Err(refusal);
    }
    let names = (1..).map(|number| edition_aside(name, number));
    let free = names.into_iter().find(|aside| listing.iter().all(|found| found.name != *aside));
    free.map(Way::Aside).ok_or(refusal)
}

fn edition_aside(name: &str, number: u32) -> String {
    if number == 1 { format!("{name}-{ASIDE}") } else { format!("{name}-{ASIDE}-{number}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i32 = 100;

    fn report(name: &str, edition: u32, released: bool) -> Found {
        let known = Known { day: DAY, edition, released, kind: "echt".to_owned(), strange: Vec::new() };
        Found { name: name.to_owned(), holds: Holds::Report(known) }
    }

    fn draft(name: &str) -> Found {
        report(name, 1, false)
    }

    fn with(name: &str, holds: Holds) -> Found {
        Found { name: name.to_owned(), holds }
    }

    fn wish(release: bool) -> Wish<'static> {
        Wish { stem: "M", stem_before: "M", day: DAY, kind: "echt", release, insist: false }
    }

    #[allow(clippy::unnecessary_wraps, reason = "it is compared with what is decided")]
    fn slot(name: &str, edition: u32, former: Option<&str>, way: Way, done: Option<&str>) -> Result<Slot, Refusal> {
        Ok(Slot { name: name.to_owned(), edition, former: former.map(str::to_owned), way, done: done.map(str::to_owned) })
    }

    #[test]
    fn a_month_from_the_first_draft_to_the_third_edition() {
        let mut listing = Vec::new();
        assert_eq!(decide(&listing, &wish(false)), slot("M", 1, None, Way::Fresh, None));
        assert_eq!(decide(&listing, &wish(true)), slot("M", 1, None, Way::Fresh, None));
        listing.push(draft("M"));
        assert_eq!(decide(&listing, &wish(false)), slot("M", 1, None, Way::Replaces, None));
        assert_eq!(decide(&listing, &wish(true)), slot("M", 1, None, Way::Replaces, None));
        listing = vec![report("M", 1, true)];
        assert_eq!(decide(&listing, &wish(false)), slot("M-entwurf", 2, Some("M"), Way::Fresh, None));
        assert_eq!(decide(&listing, &wish(true)), slot("M-fassung-2", 2, Some("M"), Way::Fresh, None));
        listing.push(report("M-entwurf", 2, false));
        assert_eq!(decide(&listing, &wish(false)), slot("M-entwurf", 2, Some("M"), Way::Replaces, None));
        assert_eq!(decide(&listing, &wish(true)), slot("M-fassung-2", 2, Some("M"), Way::Fresh, Some("M-entwurf")));
        listing.push(report("M-fassung-2", 2, true));
        assert_eq!(decide(&listing, &wish(true)), slot("M-fassung-3", 3, Some("M-fassung-2"), Way::Fresh, Some("M-entwurf")));
    }

    #[test]
    fn editions_of_before_count_wherever_they_lie() {
        let listing = [report("M", 1, true), report("M/fassung-2", 2, true), report("M/entwurf", 3, false)];
        assert_eq!(decide(&listing, &wish(true)), slot("M-fassung-3", 3, Some("M/fassung-2"), Way::Fresh, None));
        assert_eq!(decide(&listing, &wish(false)), slot("M-entwurf", 3, Some("M/fassung-2"), Way::Fresh, None));
        let other = Wish { stem: "M-art", stem_before: "M/art", ..wish(true) };
        let listing = [report("M", 1, true), report("M/art", 1, true), report("M/art/fassung-2", 2, true)];
        assert_eq!(decide(&listing, &other), slot("M-art-fassung-3", 3, Some("M/art/fassung-2"), Way::Fresh, None));
        assert_eq!(decide(&[draft("M/art")], &other), slot("M-art", 1, None, Way::Fresh, None));
    }

    /// Whatever lies at the place that is no draft of one's own stays, and with a word it is kept aside.
    #[test]
    fn nothing_goes_that_somebody_else_made() {
        let strange = |files: &[&str]| {
            let mut found = draft("M");
            if let Holds::Report(known) = &mut found.holds {
                known.strange = files.iter().map(|file| (*file).to_owned()).collect();
            }
            found
        };
        let mut other_kind = draft("M");
        if let Holds::Report(known) = &mut other_kind.holds {
            known.kind = "andere".to_owned();
        }
        let name = || "M".to_owned();
        for (found, refusal) in [
            (with("M", Holds::Unproven), Refusal::Unproven(name())),
            (with("M", Holds::Other), Refusal::Unproven(name())),
            (strange(&["notiz.txt"]), Refusal::Strange(name(), vec!["notiz.txt".to_owned()])),
            (other_kind, Refusal::OtherKind(name())),
        ] {
            for release in [false, true] {
                let mut listing = vec![found.clone()];
                assert_eq!(decide(&listing, &wish(release)), Err(refusal.clone()));
                let insists = Wish { insist: true, ..wish(release) };
                assert_eq!(decide(&listing, &insists), slot("M", 1, None, Way::Aside("M-beiseite".to_owned()), None));
                listing.push(with("M-beiseite", Holds::Other));
                assert_eq!(decide(&listing, &insists), slot("M", 1, None, Way::Aside("M-beiseite-2".to_owned()), None));
            }
        }
        assert_eq!(decide(&[with("M", Holds::Nothing)], &wish(true)), slot("M", 1, None, Way::Replaces, None));
        for insist in [false, true] {
            let link = decide(&[with("M", Holds::Link)], &Wish { insist, ..wish(true) });
            assert_eq!(link, Err(Refusal::Link(name())));
        }
        let mut beside = strange(&["notiz.txt"]);
        beside.name = "M-entwurf".to_owned();
        let listing = [report("M", 1, true), beside];
        assert_eq!(decide(&listing, &wish(true)), slot("M-fassung-2", 2, Some("M"), Way::Fresh, None), "a draft with notes stays");
    }

    /// No word makes a released edition go, and none is made up where one was spoilt.
    #[test]
    fn what_was_released_is_never_a_place_to_write() {
        for insist in [false, true] {
            for release in [false, true] {
                let wish = Wish { insist, ..wish(release) };
                for spoilt in [draft("M"), with("M", Holds::Unproven), with("M", Holds::Nothing)] {
                    let listing = [spoilt, report("M-fassung-2", 2, true)];
                    assert_eq!(decide(&listing, &wish), Err(Refusal::Doubtful("M".to_owned())));
                }
                assert_eq!(decide(&[report("M-fassung-2", 2, true)], &wish), Err(Refusal::Doubtful("M".to_owned())));
                let listing = [report("M", 1, true), report("M-fassung-3", 3, true)];
                assert_eq!(decide(&listing, &wish), Err(Refusal::Doubtful("M-fassung-2".to_owned())));
                for other in [DAY - 1, DAY + 1] {
                    let other = Wish { day: other, ..wish };
                    assert_eq!(decide(&[report("M", 1, true)], &other), Err(Refusal::OtherDay("M".to_owned())));
                }
                let listing = [report("M", 1, true), report("M-entwurf", 2, true)];
                assert!(release || decide(&listing, &wish) == Err(Refusal::Doubtful("M-entwurf".to_owned())));
            }
        }
        // A draft of another day gives way.
        let other = Wish { day: DAY + 1, ..wish(false) };
        assert_eq!(decide(&[draft("M")], &other), slot("M", 1, None, Way::Replaces, None));
    }

    #[test]
    fn folders_of_a_report_are_told_from_others() {
        for name in ["M", "M-entwurf", "M-fassung-2", "M-fassung-10"] {
            assert!(belongs(name, "M", "M"), "{name}");
        }
        for name in ["M-art", "M-fassung-1", "M-fassung-02", "M-fassung-", "M-fassung-x", "M-entwurf-2", "Mx", "M-beiseite", "M/x", "N"] {
            assert!(!belongs(name, "M", "M"), "{name}");
        }
        assert!(belongs("M/fassung-2", "M", "M") && belongs("M/art/entwurf", "M-art", "M/art") && !belongs("M", "M-art", "M/art"));
        for rest in ["", "-entwurf", "-fassung-2", "-art", "-art-entwurf", "-art-fassung-3"] {
            assert!(in_series(rest, "art"), "{rest}");
        }
        for rest in ["-andere", "-art-x", "-oeffentlich", "-fassung-1", "-beiseite", "x", "-artx"] {
            assert!(!in_series(rest, "art"), "{rest}");
        }
    }

    #[test]
    fn a_project_called_like_a_folder_of_ours_gets_another() {
        let kinds = ["erfunden"];
        for id in
            ["entwurf", "fassung-2", "erfunden", "erfunden-entwurf", "oeffentlich", "fuer-15085", "x-mit-namen", "beiseite", "projekt-x"]
        {
            assert_eq!(own_name(id, &kinds), format!("projekt-{id}"));
        }
        for id in ["gdst", "entwurfsplanung", "beispiel-0001-dms", "x-entwurf"] {
            assert_eq!(own_name(id, &kinds), id);
        }
    }
}
