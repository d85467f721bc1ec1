//! Runs killed before each of their operations: what is left is the old report or the new one, whole, once the next run has come.

use std::collections::BTreeMap;

use super::*;
use crate::output::edition::{Found, Holds, Known, Wish, decide};

type Files = BTreeMap<String, String>;

/// What lies below a folder; of the workshop only what is no lock.
fn all(root: &Path) -> Files {
    let mut found = Files::new();
    let mut open = vec![root.to_owned()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                open.push(path);
            } else if !name.ends_with(LOCK) {
                found.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

/// A report of some files, each of which says of which report it is, in a folder.
fn report(folder: &str, say: &str) -> Files {
    let texts = ["nachweis.json", "index.html", "projekte/a.html", "projekte/b.html", "snapshot/t.parquet"];
    texts.iter().map(|name| (format!("{folder}/{name}"), say.repeat(100))).collect()
}

fn lay(root: &Path, files: &Files) {
    for (name, text) in files {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// A way in which a month goes on.
struct Step {
    name: &'static str,
    before: Vec<Files>,
    slot: Slot,
    after: Vec<Files>,
    /// May be left aside when a run is killed: a draft that is done with, whole.
    waits: Option<Files>,
}

fn slot(name: &str, edition: u32, former: Option<&str>, way: Way, done: Option<&str>) -> Slot {
    Slot { name: name.to_owned(), edition, former: former.map(str::to_owned), way, done: done.map(str::to_owned) }
}

fn steps() -> Vec<Step> {
    let (first, second, draft) = (|| report("J", "F1 "), || report("J-fassung-2", "NEU "), |say: &str| report("J-entwurf", say));
    let (old, new) = (|| report("J", "ALT "), || report("J", "NEU "));
    let fresh = || Way::Fresh;
    let step = |name, before, slot, after| Step { name, before, slot, after, waits: None };
    vec![
        step("fresh", vec![], slot("J", 1, None, fresh(), None), vec![new()]),
        step("over a draft, or its release", vec![old()], slot("J", 1, None, Way::Replaces, None), vec![new()]),
        step("second edition", vec![first()], slot("J-fassung-2", 2, Some("J"), fresh(), None), vec![first(), second()]),
        step("draft beside", vec![first()], slot("J-entwurf", 2, Some("J"), fresh(), None), vec![first(), draft("NEU ")]),
        step(
            "draft beside again",
            vec![first(), draft("ALT ")],
            slot("J-entwurf", 2, Some("J"), Way::Replaces, None),
            vec![first(), draft("NEU ")],
        ),
        Step {
            waits: Some(draft("ALT ")),
            ..step(
                "second edition of a draft",
                vec![first(), draft("ALT ")],
                slot("J-fassung-2", 2, Some("J"), fresh(), Some("J-entwurf")),
                vec![first(), second()],
            )
        },
        step(
            "laid aside",
            vec![old()],
            slot("J", 1, None, Way::Aside("J-beiseite".to_owned()), None),
            vec![report("J-beiseite", "ALT "), new()],
        ),
    ]
}

fn together(files: &[Files]) -> Files {
    files.iter().flatten().map(|(name, text)| (name.clone(), text.clone())).collect()
}

fn put(shelf: &Shelf, slot: &Slot) -> Result<()> {
    let files = report("x", "NEU ");
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (&name[2..], text.as_bytes())).collect();
    shelf.put(slot, &files, || Ok(slot.clone()))
}

/// Also killed while putting right: `second` is where the next run dies.
fn killed(step: &Step, first: Disk, second: Option<Disk>) -> (bool, u64) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let (before, after) = (together(&step.before), together(&step.after));
    lay(root, &before);
    let (mut written, mut operations) = (false, 0);
    if let Ok((shelf, _)) = Shelf::open(root, "J", first) {
        written = put(&shelf, &step.slot).is_ok();
        operations = shelf.operations();
    }
    // At no moment is a part of a report where reports lie.
    let whole = |files: &Files, said: &str| {
        let visible: Files =
            files.iter().filter(|(name, _)| !name.starts_with(WORKSHOP)).map(|(name, text)| (name.clone(), text.clone())).collect();
        let waiting = step.waits.as_ref().map(|draft| together(&[after.clone(), draft.clone()]));
        let gap = before
            .iter()
            .filter(|(name, _)| !name.starts_with(&format!("{}/", step.slot.name)))
            .map(|(name, text)| (name.clone(), text.clone()));
        let gap: Files = gap.collect();
        let aside: Files = together(&[
            gap.clone(),
            after.iter().filter(|(name, _)| name.contains("beiseite")).map(|(a, b)| (a.clone(), b.clone())).collect(),
        ]);
        let allowed = [Some(&before), Some(&after), waiting.as_ref(), Some(&gap), Some(&aside)];
        assert!(allowed.contains(&Some(&visible)), "{}: {said}: {:?}", step.name, visible.keys());
        visible
    };
    let seen = whole(&all(root), "killed");
    assert!(!written || seen == after || step.waits.is_some(), "{}: said to be written", step.name);
    let mut restored = 0;
    if let Some(second) = second {
        if let Ok((shelf, _)) = Shelf::open(root, "J", second) {
            restored = shelf.operations();
        }
        whole(&all(root), "killed again");
    }
    restore_all(root).unwrap();
    let end = all(root);
    assert!(end == before || end == after, "{}: {:?}", step.name, end.keys());
    assert!(!written || end == after, "{}: what was said to be written stays", step.name);
    (written, operations.max(restored))
}

#[test]
fn killed_before_any_operation_a_report_is_old_or_new() {
    for step in steps() {
        let mut at = 0;
        loop {
            let (_, operations) = killed(&step, Disk::dying_before(at), None);
            if operations > 0 && operations <= at {
                break;
            }
            at += 1;
        }
        assert!(at > 30, "{}: {at}", step.name);
    }
}

#[test]
fn killed_again_while_putting_right_it_still_is() {
    for step in steps() {
        for at in (0..90).filter(|at| *at > 40 || at % 8 == 0) {
            for again in [0, 1, 2, 3, 5, 8] {
                killed(&step, Disk::dying_before(at), Some(Disk::dying_before(again)));
            }
        }
    }
}

/// A full disk, a file held open, a folder nobody may write: the run goes on to tell it, and nothing needs to be put right.
#[test]
fn one_operation_that_fails_leaves_the_old_report_at_once() {
    for step in steps() {
        let (before, after) = (together(&step.before), together(&step.after));
        for at in 0..120 {
            let folder = tempfile::tempdir().unwrap();
            lay(folder.path(), &before);
            let Ok((shelf, _)) = Shelf::open(folder.path(), "J", Disk::failing_at(at)) else { continue };
            let result = put(&shelf, &step.slot);
            let mut visible = all(folder.path());
            visible.retain(|name, _| !name.starts_with(WORKSHOP));
            let waiting = step.waits.as_ref().map(|draft| together(&[after.clone(), draft.clone()]));
            if let Err(error) = result {
                assert_eq!(visible.keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>(), "{} {at}", step.name);
                assert!(visible == before, "{} {at}", step.name);
                assert!(format!("{error:#}").contains("unverändert"));
            } else {
                assert!(visible == after || Some(&visible) == waiting.as_ref(), "{} {at}: {:?}", step.name, visible.keys());
            }
            drop(shelf);
            restore_all(folder.path()).unwrap();
            assert!(all(folder.path()) == if visible == before { before.clone() } else { after.clone() }, "{} {at}", step.name);
        }
    }
}

#[test]
fn two_runs_at_one_report_do_not_meet() {
    let folder = tempfile::tempdir().unwrap();
    let (first, _) = Shelf::open(folder.path(), "J", Disk::default()).unwrap();
    let told = Shelf::open(folder.path(), "J", Disk::default()).unwrap_err().to_string();
    assert!(told.contains("anderer Aufruf"), "{told}");
    assert_eq!(restore_all(folder.path()).unwrap(), [], "what a run holds is left to it");
    Shelf::open(folder.path(), "N", Disk::default()).unwrap();
    put(&first, &slot("J", 1, None, Way::Fresh, None)).unwrap();
    drop(first);
    assert!(!folder.path().join(WORKSHOP).exists(), "nothing stays of a run that ended well");
    Shelf::open(folder.path(), "J", Disk::default()).unwrap();
}

/// The lock is only for those who know it: a folder that came by other hands is not written over.
#[test]
fn what_came_while_it_was_built_stays() {
    let folder = tempfile::tempdir().unwrap();
    let (shelf, _) = Shelf::open(folder.path(), "J", Disk::default()).unwrap();
    let wish = Wish { stem: "J", stem_before: "J", day: 1, kind: "echt", release: true, insist: false };
    let slot = decide(&[], &wish).unwrap();
    lay(folder.path(), &report("J", "ANDERE "));
    let known = Known { day: 1, edition: 1, released: true, kind: "echt".to_owned(), strange: Vec::new() };
    let now = [Found { name: "J".to_owned(), holds: Holds::Report(known) }];
    let again = || decide(&now, &wish).map_err(|refusal| anyhow!("{refusal:?}"));
    let told = shelf.put(&slot, &[("index.html", b"NEU")], again).unwrap_err().to_string();
    assert!(told.contains("etwas geändert"), "{told}");
    assert_eq!(all(folder.path()), report("J", "ANDERE "));
}

#[test]
fn a_journal_that_cannot_be_read_stops_everything() {
    let folder = tempfile::tempdir().unwrap();
    let workshop = folder.path().join(WORKSHOP);
    lay(&workshop, &report("J.alt", "ALT "));
    fs::write(workshop.join("J.json"), "{\"ziel\": 1}").unwrap();
    let told = format!("{:#}", Shelf::open(folder.path(), "J", Disk::default()).unwrap_err());
    assert!(told.contains("nicht in Ordnung bringen"), "{told}");
    assert!(workshop.join("J.alt/index.html").exists());
}
