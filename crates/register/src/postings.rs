// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Lists of numbers, small enough that ten thousand of them are nothing.
//!
//! Numbers stand in rising order; each is written as its distance from the one before, seven bits a
//! byte, the lowest first, with the highest bit set where more follow (LEB128).

/// The bytes are no such list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a list of packages cannot be read")]
pub(crate) struct NoList;

/// Writes numbers that are in rising order, none twice.
pub(crate) fn write(numbers: &[u32]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(numbers.len() * 2);
    let mut before = 0;
    for number in numbers {
        let mut distance = number.wrapping_sub(before);
        before = *number;
        while distance > 0x7f {
            bytes.push(0x80 | (distance & 0x7f) as u8);
            distance >>= 7;
        }
        bytes.push(distance as u8);
    }
    bytes
}

/// Reads what [`write`] wrote.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<u32>, NoList> {
    let mut numbers = Vec::new();
    let (mut before, mut distance, mut shift) = (0_u32, 0_u64, 0_u32);
    for byte in bytes {
        if shift > 28 {
            return Err(NoList);
        }
        distance |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 > 0 {
            shift += 7;
            continue;
        }
        // Only the first may be no step.
        if distance == 0 && !numbers.is_empty() {
            return Err(NoList);
        }
        let step = u32::try_from(distance).map_err(|_| NoList)?;
        before = before.checked_add(step).ok_or(NoList)?;
        numbers.push(before);
        (distance, shift) = (0, 0);
    }
    if shift > 0 { Err(NoList) } else { Ok(numbers) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn broken_lists_are_refused() {
        for bytes in [
            &[0x80][..],
            &[1, 0],
            &[0xff, 0xff, 0xff, 0xff, 0xff, 1],
            &[0xff, 0xff, 0xff, 0xff, 0x1f],
        ] {
            assert_eq!(read(bytes), Err(NoList), "{bytes:?}");
        }
        assert_eq!(write(&[0, 1, 300]), [0, 1, 0xab, 2]);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(numbers in proptest::collection::btree_set(any::<u32>(), 0..200)) {
            let numbers: Vec<u32> = numbers.into_iter().collect();
            prop_assert_eq!(read(&write(&numbers)), Ok(numbers));
        }

        #[test]
        fn no_bytes_make_it_fail_and_what_is_read_is_a_rising_list(
            bytes in proptest::collection::vec(any::<u8>(), 0..100)
        ) {
            if let Ok(numbers) = read(&bytes) {
                let distinct: BTreeSet<u32> = numbers.iter().copied().collect();
                prop_assert_eq!(distinct.into_iter().collect::<Vec<_>>(), numbers);
            }
        }
    }
}
