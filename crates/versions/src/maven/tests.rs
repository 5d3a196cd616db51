// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The key against a comparison that goes through the items as the specification does, and pads.

use proptest::prelude::*;

use super::*;

/// One item of a row as the comparison sees it: the lists inside are whole.
#[derive(Clone, Debug)]
enum Node<'a> {
    Item(Item<'a>),
    List(Vec<Self>),
}

fn tree<'a>(tokens: &[Token<'a>]) -> Vec<Node<'a>> {
    match tokens.split_first() {
        None => Vec::new(),
        Some((Token::List, inner)) => vec![Node::List(tree(inner))],
        Some((Token::Item(item), others)) => {
            let mut nodes = vec![Node::Item(*item)];
            nodes.extend(tree(others));
            nodes
        }
    }
}

fn compare_numbers(left: &str, right: &str) -> Ordering {
    let (left, right) = (left.trim_start_matches('0'), right.trim_start_matches('0'));
    left.len().cmp(&right.len()).then_with(|| left.cmp(right))
}

fn against_nothing(node: &Node<'_>) -> Ordering {
    match node {
        Node::Item(item) => item.sign(),
        Node::List(nodes) => {
            nodes.iter().map(against_nothing).find(|sign| sign.is_ne()).unwrap_or(Ordering::Equal)
        }
    }
}

fn compare(left: &Node<'_>, right: &Node<'_>) -> Ordering {
    const fn kind(node: &Node<'_>) -> u8 {
        match node {
            Node::Item(Item::Word { .. }) => 0,
            Node::List(_) => 1,
            Node::Item(Item::Number(_)) => 2,
        }
    }
    match (left, right) {
        (Node::List(left), Node::List(right)) => compare_lists(left, right),
        (Node::Item(Item::Number(left)), Node::Item(Item::Number(right))) => {
            compare_numbers(left, right)
        }
        (
            Node::Item(Item::Word { rank: left, text }),
            Node::Item(Item::Word { rank: right, text: other }),
        ) => left.cmp(right).then(if *left == OTHER { text.cmp(other) } else { Ordering::Equal }),
        _ => kind(left).cmp(&kind(right)),
    }
}

fn compare_lists(left: &[Node<'_>], right: &[Node<'_>]) -> Ordering {
    for at in 0..left.len().max(right.len()) {
        let order = match (left.get(at), right.get(at)) {
            (Some(left), Some(right)) => compare(left, right),
            (Some(left), None) => against_nothing(left),
            (None, Some(right)) => against_nothing(right).reverse(),
            (None, None) => Ordering::Equal,
        };
        if order.is_ne() {
            return order;
        }
    }
    Ordering::Equal
}

fn compared(left: &str, right: &str) -> Ordering {
    compare_lists(&tree(&Row::read(left).tokens()), &tree(&Row::read(right).tokens()))
}

/// Whether the comparison says of some beginning of a version that it lies between both.
fn is_circle(less: &str, greater: &str) -> bool {
    (1..less.len()).filter_map(|end| less.get(..end)).any(|between| {
        compared(less, between).is_le()
            && compared(between, greater).is_le()
            && compared(less, greater).is_gt()
    })
}

fn assert_as_compared(left: &str, right: &str) {
    let ours = key(left).cmp(&key(right));
    let theirs = compared(left, right);
    let (less, greater) = if ours.is_le() { (left, right) } else { (right, left) };
    assert!(
        ours == theirs || is_circle(less, greater) || is_circle(&less.replace('-', "-0-"), greater),
        "{left} {:?}, {right} {:?}",
        Row::read(left),
        Row::read(right)
    );
}

#[test]
fn circles_are_cut_at_nothing() {
    for pair in ["1-0-alpha", "1", "1-sp", "1-1"].windows(2) {
        assert!(key(pair[0]) < key(pair[1]), "{pair:?}");
        assert_as_compared(pair[0], pair[1]);
    }
    assert!(compared("1-sp", "1-0-alpha").is_lt() && key("1-sp") > key("1-0-alpha"));
    assert!(is_circle("1-0-alpha", "1-sp"));
}

proptest! {
    #[test]
    fn keys_order_as_items_compare(
        left in "[0-2]([.-]?(0|1|10|a|alpha|rc|sp|ga|x|snapshot)){0,6}",
        right in "[0-2]([.-]?(0|1|10|a|alpha|rc|sp|ga|x|snapshot)){0,6}",
    ) {
        assert_as_compared(&left, &right);
    }

    #[test]
    fn keys_order_as_items_compare_whatever_comes_first(
        left in "[0-1]?[.-]?((0|1|b|final|x)[.-]?){0,5}",
        right in "[0-1]?[.-]?((0|1|b|final|x)[.-]?){0,5}",
    ) {
        assert_as_compared(&left, &right);
    }
}
