//! The door against everything that may lie at its target, and stopped before each of its operations.

use super::*;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

fn refusal(result: Result<Before>) -> String {
    format!("{:#}", result.unwrap_err())
}

#[test]
fn what_this_tool_wrote_gives_way_and_nothing_else_does() {
    for name in ["a.html", "a.json", "a.csv", "a.xlsx", "a.pdf", "a.md", "a.odt", "a.toml", "a.parquet", "a.txt", "ohne"] {
        let folder = folder();
        let path = folder.path().join(name);
        let door = Door::default();
        assert_eq!(door.replace(&path, b"eins").unwrap(), Before::Nothing);
        assert_eq!(Door::default().replace(&path, b"zwei").unwrap(), Before::Own, "{name}");
        fs::write(&path, "zwei, und ein Wort mehr").unwrap();
        assert!(refusal(door.replace(&path, b"drei")).contains("nicht überschrieben"));
        assert_eq!(text(&path), "zwei, und ein Wort mehr");
        assert_eq!(Door::new(Vec::new(), true).replace(&path, b"drei").unwrap(), Before::Foreign);
        assert_eq!(text(&path), "drei");
        assert_eq!(door.replace(&path, b"vier").unwrap(), Before::Own, "after insisting it is the tool's own");
        // Another file of the same bytes under another name is not.
        fs::write(folder.path().join("b"), "vier").unwrap();
        assert!(door.replace(&folder.path().join("b"), b"neu").is_err());
        // The same bytes anywhere: nothing is lost.
        fs::write(folder.path().join("c"), "neu").unwrap();
        assert_eq!(door.replace(&folder.path().join("c"), b"neu").unwrap(), Before::Own);
    }
}

#[test]
fn a_register_that_was_spoilt_makes_everything_foreign() {
    for spoilt in ["", "{", "{\"schema\": \"lotse/ausgaben/2\", \"dateien\": {}}", "[]"] {
        let folder = folder();
        let path = folder.path().join("a.csv");
        Door::default().replace(&path, b"eins").unwrap();
        fs::write(folder.path().join(REGISTER), spoilt).unwrap();
        assert!(Door::default().replace(&path, b"zwei").is_err(), "{spoilt}");
        assert_eq!(text(&path), "eins");
    }
}

#[test]
fn an_input_stays_whatever_was_said_and_however_it_was_named() {
    let folder = folder();
    let input = folder.path().join("x.toml");
    fs::write(&input, "id = 'x'").unwrap();
    let mut names = vec![input.clone(), folder.path().join(".").join("x.toml")];
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(&input, folder.path().join("y.toml")).unwrap();
        names.push(folder.path().join("y.toml"));
    }
    for insist in [false, true] {
        for read in &names {
            for target in &names {
                let door = Door::new(vec![read.clone()], insist);
                assert!(refusal(door.replace(target, b"neu")).contains("gelesen"), "{}", target.display());
                assert!(refusal(door.create(target, b"neu")).contains("gelesen"));
                assert_eq!(text(&input), "id = 'x'");
            }
        }
    }
}

#[test]
fn what_people_go_on_with_is_made_once() {
    let folder = folder();
    let path = folder.path().join("tief/er/x.toml");
    Door::default().create(&path, b"eins").unwrap();
    assert!(refusal(Door::default().create(&path, b"zwei")).contains("gibt es schon"));
    assert!(!folder.path().join("tief/er").join(REGISTER).exists());
    assert_eq!(Door::new(Vec::new(), true).create(&path, b"zwei").unwrap(), Before::Foreign);
    Door::default().edit(&path, b"drei").unwrap();
    assert_eq!(text(&path), "drei");
}

#[cfg(unix)]
#[test]
fn mode_and_link_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    for mode in [0o600, 0o640, 0o664, 0o755] {
        let folder = folder();
        let (real, link) = (folder.path().join("echt/x.toml"), folder.path().join("link.toml"));
        fs::create_dir(folder.path().join("echt")).unwrap();
        fs::write(&real, "eins").unwrap();
        fs::set_permissions(&real, fs::Permissions::from_mode(mode)).unwrap();
        symlink("echt/x.toml", &link).unwrap();
        Door::default().edit(&link, b"zwei").unwrap();
        assert!(link.symlink_metadata().unwrap().is_symlink());
        assert_eq!((text(&real).as_str(), real.metadata().unwrap().permissions().mode() & 0o777), ("zwei", mode));
        fs::remove_file(&real).unwrap();
        Door::default().replace(&link, b"drei").unwrap();
        assert!(link.symlink_metadata().unwrap().is_symlink() && text(&real) == "drei", "a link that leads to nothing yet");
    }
}

#[cfg(unix)]
#[test]
fn only_regular_files_are_written() {
    let folder = folder();
    let fifo = folder.path().join("rohr");
    assert!(std::process::Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    std::os::unix::fs::symlink("im-kreis", folder.path().join("im-kreis")).unwrap();
    for path in [
        PathBuf::from("/dev/full"),
        PathBuf::from("/dev/null"),
        fifo,
        folder.path().to_owned(),
        folder.path().join("im-kreis"),
        "/".into(),
        "..".into(),
    ] {
        for door in [Door::default(), Door::new(Vec::new(), true)] {
            assert!(door.replace(&path, b"x").is_err() && door.create(&path, b"x").is_err(), "{}", path.display());
        }
    }
    let locked = folder.path().join("gesperrt.csv");
    Door::default().replace(&locked, b"eins").unwrap();
    let mut protected = locked.metadata().unwrap().permissions();
    protected.set_readonly(true);
    fs::set_permissions(&locked, protected).unwrap();
    assert!(refusal(Door::default().replace(&locked, b"zwei")).contains("schreibgeschützt"));
    assert_eq!(text(&locked), "eins");
}

/// A killed run leaves the old file or the new one, whole and known as the tool's own; the next run removes what it left.
#[test]
fn killed_or_out_of_space_at_any_operation_a_file_is_old_or_new() {
    let long = |letter: char| letter.to_string().repeat(10_000);
    let (old, new) = (long('a'), long('b'));
    for there in [false, true] {
        let mut at = 0;
        loop {
            let (mut finished, mut told) = (true, 0);
            for fault in [Disk::dying_before, Disk::failing_at] {
                let folder = folder();
                let path = folder.path().join("neu/x.csv");
                if there {
                    Door::default().replace(&path, old.as_bytes()).unwrap();
                }
                let door = Door::with(fault(at));
                let result = door.replace(&path, new.as_bytes());
                finished &= door.disk.operations() <= at;
                told += usize::from(result.is_err());
                let now = fs::read_to_string(&path).ok();
                let allowed = [there.then(|| old.clone()), Some(new.clone())];
                assert!(allowed.contains(&now), "{at}");
                assert!(result.is_err() || now == allowed[1], "{at}: said to be written");
                Door::default().replace(&path, b"danach").unwrap();
                assert_eq!(text(&path), "danach");
                let mut left: Vec<String> =
                    fs::read_dir(path.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
                left.sort();
                assert_eq!(left, [REGISTER, "x.csv"], "{at}");
            }
            if finished {
                assert!(at > 12, "{at}");
                break;
            }
            assert!(told > 0, "{at}");
            at += 1;
        }
    }
}

#[test]
fn what_a_run_at_work_holds_is_no_leftover() {
    let folder = folder();
    let held = folder.path().join(".lotse-1-0.tmp");
    let left = folder.path().join(".lotse-2-0.tmp");
    let file = File::create(&held).unwrap();
    file.try_lock().unwrap();
    File::create(&left).unwrap();
    Door::default().create(&folder.path().join("x"), b"x").unwrap();
    assert!(held.exists() && !left.exists());
}

/// Replies go into project files: each is the old one or the new one.
#[test]
fn killed_or_out_of_space_while_editing_a_file_is_old_or_new() {
    let (old, new) = ("a".repeat(10_000), "b".repeat(9_000));
    for at in 0.. {
        let mut finished = true;
        for fault in [Disk::dying_before, Disk::failing_at] {
            let folder = folder();
            let path = folder.path().join("x.toml");
            fs::write(&path, &old).unwrap();
            let door = Door::with(fault(at));
            let result = door.edit(&path, new.as_bytes());
            finished &= door.disk.operations() <= at;
            let now = text(&path);
            assert!(now == old || now == new, "{at}");
            assert!(result.is_err() || now == new, "{at}");
            Door::default().edit(&path, new.as_bytes()).unwrap();
            assert_eq!((text(&path), fs::read_dir(folder.path()).unwrap().count()), (new.clone(), 1), "{at}");
        }
        if finished {
            assert!(at > 5, "{at}");
            break;
        }
    }
}
