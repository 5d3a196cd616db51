// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The key against a comparison that follows the specification item by item, with padding.

use proptest::prelude::*;

use super::*;

/// One item of a row as the comparison sees it: the lists inside are whole.
#[derive(Clone, Debug)]
enum Node<'a> {
    Item(Item<'a>),
    List(Vec<Self>),
}

fn tree(text: &str) -> Vec<Node<'_>> {
    let mut inner: Option<Vec<Node<'_>>> = None;
    for list in lists(text).into_iter().rev() {
        let nodes = list.into_iter().map(Node::Item).chain(inner.take().map(Node::List));
        inner = Some(nodes.collect());
    }
    inner.unwrap_or_default()
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
    match (left, right) {
        (Node::List(left), Node::List(right)) => compare_lists(left, right),
        (Node::List(_), Node::Item(Item::Number(_))) => Ordering::Less,
        (Node::Item(_), Node::List(_)) => compare(right, left).reverse(),
        (Node::List(nodes), word) => {
            let (first, others) = nodes.split_first().unwrap();
            let rest = others.iter().map(against_nothing).find(|sign| sign.is_ne());
            compare(first, word).then(rest.unwrap_or(Ordering::Equal))
        }
        (Node::Item(left), Node::Item(right)) => match (left, right) {
            (Item::Number(left), Item::Number(right)) => compare_numbers(left, right),
            (Item::Number(_), Item::Word { .. }) => Ordering::Greater,
            (Item::Word { .. }, Item::Number(_)) => Ordering::Less,
            (
                Item::Word { rank, text, number },
                Item::Word { rank: other_rank, text: other_text, number: other_number },
            ) => rank
                .cmp(other_rank)
                .then(if *rank == OTHER { text.cmp(other_text) } else { Ordering::Equal })
                .then_with(|| match (number, other_number) {
                    (Some(left), Some(right)) => compare_numbers(left, right),
                    (None, None) => Ordering::Equal,
                    // Behind a release the number decides, against nothing; behind another word
                    // that there is one.
                    (Some(_), None) if *rank == RELEASE => left.sign(),
                    (None, Some(_)) if *rank == RELEASE => right.sign().reverse(),
                    (Some(_), None) => Ordering::Greater,
                    (None, Some(_)) => Ordering::Less,
                }),
        },
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

fn assert_as_compared(left: &str, right: &str) {
    assert_eq!(
        key(left).cmp(&key(right)),
        compare_lists(&tree(left), &tree(right)),
        "{left} {:?}, {right} {:?}",
        tree(left),
        tree(right)
    );
}

#[test]
fn words_between_dots_stand_in_no_circle() {
    for pair in ["1-alpha", "1", "1.ga.1", "1-ga1", "1.sp.1"].windows(2) {
        assert!(key(pair[0]) < key(pair[1]), "{pair:?}");
        assert_as_compared(pair[0], pair[1]);
    }
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
        left in "[.-]?((0|1|b|final|x)[.-]?){0,5}",
        right in "[.-]?((0|1|b|final|x)[.-]?){0,5}",
    ) {
        assert_as_compared(&left, &right);
    }
}
