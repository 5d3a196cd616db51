// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! An index is carried from one place to another.

use haerterei_advisories::{
    AdvisoriesError, Carrier, Demand, Form, Index, SigningKey, TrustedKey, export, import,
};
use haerterei_ground::Cancel;

use crate::feeds::TRACKER;
use crate::place::{World, said, segment};

const KEYS: [(&str, &str); 2] = [
    (
        include_str!("../fixtures/keys/ed25519.pem"),
        include_str!("../fixtures/keys/ed25519.pub.pem"),
    ),
    (include_str!("../fixtures/keys/p256.pem"), include_str!("../fixtures/keys/p256.pub.pem")),
];

fn keys(number: usize) -> (SigningKey, TrustedKey) {
    let (key, public) = KEYS[number];
    let path = "key.pem".as_ref();
    (
        SigningKey::read(path, key.as_bytes()).expect("a key"),
        TrustedKey::read(path, public.as_bytes()).expect("a key"),
    )
}

const NOBODY: Demand<'_> = Demand { trusted: &[], allow_unsigned: false, allow_older: false };

fn carried(world: &World, carrier: &Carrier, demand: Demand<'_>) -> Result<Index, AdvisoriesError> {
    import(carrier, demand, &world.index_folder(), &Cancel::new())?;
    Ok(world.index())
}

#[test]
fn a_signed_index_arrives_whole() {
    let home = World::new();
    let index = home.take("data.json", Form::DebianTracker, TRACKER);
    for (number, carrier) in
        [(0, Carrier::File(home.path("index.tar"))), (1, Carrier::Layout(home.path("layout")))]
    {
        let (signing, trusted) = keys(number);
        export(&index, &carrier, Some(&signing), &Cancel::new()).unwrap();
        let there = World::new();
        let trusted = [trusted];
        let demand = Demand { trusted: &trusted, ..NOBODY };
        let arrived = carried(&there, &carrier, demand).unwrap();
        assert_eq!(arrived.generation(), index.generation());
        assert_eq!(arrived.trust().unwrap().key, Some(trusted[0].identity()));
        assert_eq!(said(&segment(&arrived, "debian:13"), "openssl", "1").len(), 7);
        // What is brought in upon it is no longer what was signed, and what was is known as such.
        let own = there.take("data.json", Form::DebianTracker, TRACKER);
        assert_eq!((own.trust(), &own.manifest().sources["test"].imported), (None, &None));
        let path = there.write("other.json", TRACKER);
        carried(&there, &carrier, Demand { allow_older: true, ..demand }).unwrap();
        there.bring(&[World::source("other", Form::DebianTracker, &path)]);
        let both = there.index();
        let sources = &both.manifest().sources;
        assert_eq!(sources["test"].imported.as_ref().unwrap().key, Some(trusted[0].identity()));
        assert_eq!(sources["other"].imported, None);
    }
}

#[test]
fn what_nobody_vouches_for_is_refused() {
    let home = World::new();
    let index = home.take("data.json", Form::DebianTracker, TRACKER);
    let carrier = Carrier::File(home.path("index.tar"));
    let (signing, trusted) = keys(0);
    let trusted = [trusted];
    let other = [keys(1).1];
    let trusting = Demand { trusted: &trusted, ..NOBODY };
    let there = World::new();

    export(&index, &carrier, None, &Cancel::new()).unwrap();
    for demand in [NOBODY, trusting, Demand { allow_unsigned: true, ..trusting }] {
        let error = carried(&there, &carrier, demand).unwrap_err();
        assert!(matches!(error, AdvisoriesError::NotVerified { is_signed: false }), "{error:?}");
    }
    let arrived = carried(&there, &carrier, Demand { allow_unsigned: true, ..NOBODY }).unwrap();
    assert_eq!(arrived.trust().unwrap().key, None);

    export(&index, &carrier, Some(&signing), &Cancel::new()).unwrap();
    let error = carried(&there, &carrier, NOBODY).unwrap_err();
    assert!(matches!(error, AdvisoriesError::NotVerified { is_signed: true }), "{error:?}");
    let error = carried(&there, &carrier, Demand { trusted: &other, ..NOBODY }).unwrap_err();
    assert!(matches!(error, AdvisoriesError::WrongSignature), "{error:?}");
}

#[test]
fn every_byte_of_what_is_carried_is_checked() {
    let home = World::new();
    let index = home.take("data.json", Form::DebianTracker, TRACKER);
    let path = home.path("index.tar");
    let carrier = Carrier::File(path.clone());
    let (signing, trusted) = keys(1);
    export(&index, &carrier, Some(&signing), &Cancel::new()).unwrap();
    let sound = std::fs::read(&path).unwrap();
    let trusted = [trusted];
    let demand = Demand { trusted: &trusted, ..NOBODY };
    let world = World::new();
    let mut refused = 0;
    for place in (0..sound.len()).step_by(97) {
        let mut damaged = sound.clone();
        damaged[place] ^= 1;
        std::fs::write(&path, damaged).unwrap();
        match carried(&world, &carrier, demand) {
            // The padding of the archive means nothing.
            Ok(arrived) => assert_eq!(arrived.generation(), index.generation()),
            Err(_) => refused += 1,
        }
    }
    assert!(refused > 20, "{refused}");
    for end in [0, 100, sound.len() / 2] {
        std::fs::write(&path, &sound[..end]).unwrap();
        assert!(carried(&world, &carrier, demand).is_err(), "{end}");
    }
    std::fs::write(&path, "no archive").unwrap();
    assert!(carried(&world, &carrier, demand).is_err());
}

#[test]
fn an_older_index_does_not_take_the_place_of_a_newer() {
    let home = World::new();
    let index = home.take("data.json", Form::DebianTracker, TRACKER);
    let carrier = Carrier::Layout(home.path("layout"));
    export(&index, &carrier, None, &Cancel::new()).unwrap();
    let there = World { now: "2026-11-23T12:00:00Z".parse().unwrap(), ..World::new() };
    there.take("data.json", Form::DebianTracker, TRACKER);
    let unsigned = Demand { allow_unsigned: true, ..NOBODY };
    let error = carried(&there, &carrier, unsigned).unwrap_err();
    assert!(matches!(error, AdvisoriesError::Older { .. }), "{error:?}");
    let older = Demand { allow_older: true, ..unsigned };
    assert_eq!(carried(&there, &carrier, older).unwrap().generation(), index.generation());
}
