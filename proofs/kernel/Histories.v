(** * What the proofs rest on besides their obligations

    An obligation is about one event, or one turn of a loop, and a few numbers. That obligations
    make up a proof about histories of any length and any number of members is shown here, once. *)

From Coq Require Import QArith Qfield List Lqa.
Import ListNotations.
Open Scope Q_scope.

(** ** Histories of any length *)

Section Histories.
  Variables state event : Type.
  Variable opening : state -> Prop.
  Variable step : state -> event -> state -> Prop.

  (** These events, one after the other, lead from one state to another. *)
  Inductive history : state -> list event -> state -> Prop :=
    | nothing_yet s : history s [] s
    | and_then s events t e u : history s events t -> step t e u -> history s (events ++ [e]) u.

  Definition reachable (s : state) : Prop :=
    exists first events, opening first /\ history first events s.

  (** What holds at the opening and is kept by every event holds in every state that can be
      reached. *)
  Theorem kept_by_every_event_holds_in_every_reachable_state (invariant : state -> Prop) :
    (forall s, opening s -> invariant s) ->
    (forall s e t, invariant s -> step s e t -> invariant t) ->
    forall s, reachable s -> invariant s.
  Proof.
    intros at_opening kept s (first & events & opened & went). induction went.
    - now apply at_opening.
    - apply (kept t e u); trivial. now apply IHwent.
  Qed.

  (** A claim about every event may be shown with the help of an invariant. *)
  Theorem shown_of_every_event_from_an_invariant_holds_of_every_reachable_event
      (invariant : state -> Prop) (claim : state -> state -> Prop) :
    (forall s, opening s -> invariant s) ->
    (forall s e t, invariant s -> step s e t -> invariant t) ->
    (forall s e t, invariant s -> step s e t -> claim s t) ->
    forall s e t, reachable s -> step s e t -> claim s t.
  Proof.
    intros at_opening kept shown s e t reached happens. apply (shown s e t); trivial.
    now apply (kept_by_every_event_holds_in_every_reachable_state invariant).
  Qed.

  (** What no event lowers is never lower than at any earlier time. *)
  Theorem lowered_by_no_event_is_never_lower_later (price : state -> Q) :
    (forall s e t, reachable s -> step s e t -> price s <= price t) ->
    forall s events t, reachable s -> history s events t -> price s <= price t.
  Proof.
    intros never s events t reached went. induction went as [| s before m e t went shown happens].
    - apply Qle_refl.
    - apply (Qle_trans _ (price m)).
      + now apply shown.
      + apply (never m e t); trivial.
        destruct reached as (first & earlier & opened & led).
        exists first, (earlier ++ before). split; trivial.
        clear - led went. induction went.
        * now rewrite app_nil_r.
        * rewrite app_assoc. apply (and_then _ _ t e); trivial. now apply IHwent.
  Qed.
End Histories.

(** ** Loops over any number of members, in any order *)

Section Loops.
  Variables member state : Type.
  Variable turn : member -> state -> state -> Prop.

  (** Every member of a list takes a turn, in this order. *)
  Inductive loop : list member -> state -> state -> Prop :=
    | all_done s : loop [] s s
    | take_turns m others s t u : turn m s t -> loop others t u -> loop (m :: others) s u.

  (** What every turn keeps, the whole loop keeps, whatever the list. *)
  Theorem kept_by_every_turn_is_kept_by_the_loop (between_turns : state -> Prop) :
    (forall m s t, between_turns s -> turn m s t -> between_turns t) ->
    forall members s t, between_turns s -> loop members s t -> between_turns t.
  Proof.
    intros kept members s t before went. induction went; trivial.
    apply IHwent. now apply (kept m s t).
  Qed.
End Loops.

Section Turns.
  Variables member shared own : Type.
  Variable take : shared -> own -> shared -> own -> Prop.

  (** A turn changes what is shared and what is the member's own, and nothing of anybody else's. *)
  Definition own_turn (m : member) (before after : shared * (member -> own)) : Prop :=
    take (fst before) (snd before m) (fst after) (snd after m) /\
    forall other, other <> m -> snd after other = snd before other.

  (** It is enough to look at one turn, at the member whose turn it is, and at one bystander: what
      then holds of the shared accounts and of these two holds of all members after any loop.
      (That two members are the same or not is for [decide] to say.) *)
  Theorem kept_for_a_member_and_a_bystander_is_kept_for_all
      (decide : forall one other : member, {one = other} + {one <> other})
      (of_shared : shared -> Prop) (of_each : shared -> own -> Prop) :
    (forall s mine t mine',
       of_shared s -> of_each s mine -> take s mine t mine' -> of_shared t /\ of_each t mine') ->
    (forall s mine t mine' bystander,
       of_shared s -> of_each s mine -> of_each s bystander -> take s mine t mine' ->
       of_each t bystander) ->
    forall members before after,
      of_shared (fst before) -> (forall m, of_each (fst before) (snd before m)) ->
      loop _ _ own_turn members before after ->
      of_shared (fst after) /\ forall m, of_each (fst after) (snd after m).
  Proof.
    intros mine bystander members before after shared_before each_before went.
    apply (kept_by_every_turn_is_kept_by_the_loop _ _ own_turn
      (fun s => of_shared (fst s) /\ forall m, of_each (fst s) (snd s m)))
      with (members := members) (s := before); auto.
    intros m s t [held each] [taken others]. split.
    - now apply (mine (fst s) (snd s m) (fst t) (snd t m)).
    - intro who. destruct (decide who m) as [-> | different].
      + now apply (mine (fst s) (snd s m) (fst t) (snd t m)).
      + rewrite others by trivial.
        now apply (bystander (fst s) (snd s m) (fst t) (snd t m)).
  Qed.
End Turns.

(** ** Sums over any number of members *)

Fixpoint sum_over {member : Type} (amount : member -> Q) (members : list member) : Q :=
  match members with
  | [] => 0
  | m :: others => amount m + sum_over amount others
  end.

(** A linear expression without constant: numbers times amounts that each member has. *)
Fixpoint linear {member : Type} (terms : list (Q * (member -> Q))) (m : member) : Q :=
  match terms with
  | [] => 0
  | (number, amount) :: rest => number * amount m + linear rest m
  end.

(** The same expression of the sums over all members. *)
Fixpoint linear_in_sums {member : Type}
    (terms : list (Q * (member -> Q))) (members : list member) : Q :=
  match terms with
  | [] => 0
  | (number, amount) :: rest => number * sum_over amount members + linear_in_sums rest members
  end.

Lemma sum_of_linear {member : Type} (terms : list (Q * (member -> Q))) (members : list member) :
  sum_over (linear terms) members == linear_in_sums terms members.
Proof.
  induction terms as [| [number amount] rest shown]; simpl.
  - induction members as [| m others more]; simpl; [reflexivity | rewrite more; ring].
  - rewrite <- shown. clear shown.
    induction members as [| m others more]; simpl; [ring | rewrite more; ring].
Qed.

Lemma sum_not_negative {member : Type} (amount : member -> Q) (members : list member) :
  (forall m, In m members -> 0 <= amount m) -> 0 <= sum_over amount members.
Proof.
  induction members as [| m others shown]; simpl; intro each.
  - apply Qle_refl.
  - assert (0 <= amount m) by auto. assert (0 <= sum_over amount others) by auto. lra.
Qed.

(** What is at least 0 for every member is so for the sums. *)
Theorem linear_inequality_of_each_holds_of_the_sums {member : Type}
    (terms : list (Q * (member -> Q))) (members : list member) :
  (forall m, In m members -> 0 <= linear terms m) -> 0 <= linear_in_sums terms members.
Proof. intro each. rewrite <- sum_of_linear. now apply sum_not_negative. Qed.

(** What is 0 for every member is so for the sums. *)
Theorem linear_equality_of_each_holds_of_the_sums {member : Type}
    (terms : list (Q * (member -> Q))) (members : list member) :
  (forall m, In m members -> linear terms m == 0) -> linear_in_sums terms members == 0.
Proof.
  intro each. rewrite <- sum_of_linear.
  induction members as [| m others shown]; simpl.
  - reflexivity.
  - rewrite shown by (intros; apply each; now right). rewrite (each m) by now left. ring.
Qed.

(** ** Funds that are split in proportion to weights *)

Section Shares.
  Variables (member : Type) (weight share : member -> Q) (fund total : Q).

  (** Each share is to the fund as the weight is to the total. *)
  Hypothesis in_proportion : forall m, share m * total == fund * weight m.
  Hypothesis some_weight : 0 < total.

  Lemma shares_times_total (members : list member) :
    sum_over share members * total == fund * sum_over weight members.
  Proof.
    induction members as [| m others shown]; simpl.
    - ring.
    - rewrite Qmult_plus_distr_l, shown, in_proportion. ring.
  Qed.

  (** Shares in proportion to weights add up to the fund, if the total is the sum of the
      weights. *)
  Theorem shares_add_up_to_the_fund (members : list member) :
    sum_over weight members == total -> sum_over share members == fund.
  Proof.
    intro whole. pose proof (shares_times_total members) as same. rewrite whole in same.
    apply (Qmult_inj_r _ _ total); trivial. intro zero. rewrite zero in some_weight.
    now apply (Qlt_irrefl 0).
  Qed.

  Hypothesis no_negative_weight : forall m, 0 <= weight m.
  Hypothesis no_negative_fund : 0 <= fund.

  Lemma share_not_negative (m : member) : 0 <= share m.
  Proof.
    apply (Qmult_lt_0_le_reg_r _ _ total); trivial. rewrite Qmult_0_l, in_proportion.
    now apply Qmult_le_0_compat.
  Qed.

  (** Nobody can get more than is left of the fund, whoever was there before. *)
  Theorem next_share_is_part_of_what_is_left (before after : list member) (next : member) :
    sum_over weight (before ++ next :: after) <= total ->
    0 <= share next /\ share next <= fund - sum_over share before.
  Proof.
    intro within. split; [apply share_not_negative |].
    assert (sum_over weight before + weight next <= total) as enough.
    { assert (0 <= sum_over weight after) by (apply sum_not_negative; auto).
      revert within. clear - H. induction before as [| m others shown]; simpl; intro within.
      - lra.
      - assert (sum_over weight (others ++ next :: after) ==
                sum_over weight others + weight next + sum_over weight after) as parts.
        { clear. induction others as [| o rest shown]; simpl; [ring | rewrite shown; ring]. }
        rewrite parts in within. lra. }
    apply (Qmult_lt_0_le_reg_r _ _ total); trivial.
    setoid_replace ((fund - sum_over share before) * total)
      with (fund * total - fund * sum_over weight before)
      by (rewrite <- shares_times_total; ring).
    rewrite in_proportion.
    assert (0 <= fund * (total - (sum_over weight before + weight next))) as rest.
    { apply Qmult_le_0_compat; trivial. lra. }
    lra.
  Qed.

  (** All together get no more than the fund. *)
  Theorem shares_stay_within_the_fund (members : list member) :
    sum_over weight members <= total -> sum_over share members <= fund.
  Proof.
    intro within. apply (Qmult_lt_0_le_reg_r _ _ total); trivial. rewrite shares_times_total.
    assert (0 <= fund * (total - sum_over weight members)) as rest.
    { apply Qmult_le_0_compat; trivial. lra. }
    lra.
  Qed.
End Shares.

(** ** The price *)

Lemma quotients_compare (a b c d : Q) : 0 < b -> 0 < d -> a * d <= c * b -> a / b <= c / d.
Proof.
  intros b_more d_more crosswise. apply Qle_shift_div_l; trivial.
  setoid_replace (a / b * d) with (a * d / b) by (unfold Qdiv; ring).
  now apply Qle_shift_div_r.
Qed.

Lemma quotients_compare_strictly (a b c d : Q) : 0 < b -> 0 < d -> a * d < c * b -> a / b < c / d.
Proof.
  intros b_more d_more crosswise. apply Qlt_shift_div_l; trivial.
  setoid_replace (a / b * d) with (a * d / b) by (unfold Qdiv; ring).
  now apply Qlt_shift_div_r.
Qed.

(** A pool [pool] stands behind [supply] points, and the price is what is there for each. A
    contribution comes with points that are worth [reward] times as much at this price. If the
    reward is at most 1, the price after is not lower. *)
Theorem purchase_does_not_lower_the_price (pool supply contribution reward points : Q) :
  0 <= pool -> 0 < supply -> 0 <= contribution -> reward <= 1 -> 0 <= points ->
  points * (pool / supply) == reward * contribution ->
  pool / supply <= (pool + contribution) / (supply + points).
Proof.
  intros pool_there supply_there paid at_most_one granted worth.
  apply quotients_compare; [trivial | lra |].
  assert (points * pool == reward * contribution * supply) as crosswise.
  { rewrite <- worth. field. lra. }
  assert (0 <= (1 - reward) * (contribution * supply)) as rest.
  { apply Qmult_le_0_compat; [lra |]. apply Qmult_le_0_compat; lra. }
  setoid_replace (pool * (supply + points)) with (pool * supply + points * pool) by ring.
  setoid_replace ((pool + contribution) * supply)
    with (pool * supply + reward * contribution * supply + (1 - reward) * (contribution * supply))
    by ring.
  rewrite crosswise. lra.
Qed.

(** More than that lowers it: what is needed is that the reward is at most 1. *)
Theorem purchase_rewarded_above_one_lowers_the_price
    (pool supply contribution reward points : Q) :
  0 < pool -> 0 < supply -> 0 < contribution -> 1 < reward ->
  points * (pool / supply) == reward * contribution ->
  (pool + contribution) / (supply + points) < pool / supply.
Proof.
  intros pool_there supply_there paid above_one worth.
  assert (points * pool == reward * contribution * supply) as crosswise.
  { rewrite <- worth. field. lra. }
  assert (0 < contribution * supply) as some by now apply Qmult_lt_0_compat.
  assert (0 < (reward - 1) * (contribution * supply)) as rest
    by (apply Qmult_lt_0_compat; lra).
  assert (0 < points) as granted.
  { apply (Qmult_lt_r _ _ pool); trivial. rewrite Qmult_0_l, crosswise. lra. }
  apply quotients_compare_strictly; [lra | trivial |].
  setoid_replace (pool * (supply + points)) with (pool * supply + points * pool) by ring.
  setoid_replace ((pool + contribution) * supply)
    with (pool * supply + reward * contribution * supply - (reward - 1) * (contribution * supply))
    by ring.
  rewrite crosswise. lra.
Qed.

(** Points are sold at the price less a fee, which stays in the pool, and destroyed; some remain.
    The price after is not lower. *)
Theorem sale_does_not_lower_the_price (pool supply points fee : Q) :
  0 <= pool -> 0 <= points -> points < supply -> 0 <= fee -> fee <= 1 ->
  pool / supply <= (pool - (1 - fee) * (points * (pool / supply))) / (supply - points).
Proof.
  intros pool_there sold some_left no_subsidy at_most_all.
  apply quotients_compare; [lra | lra |].
  setoid_replace ((pool - (1 - fee) * (points * (pool / supply))) * supply)
    with (pool * (supply - points) + fee * (points * pool)) by (field; lra).
  assert (0 <= fee * (points * pool)) as kept.
  { apply Qmult_le_0_compat; trivial. now apply Qmult_le_0_compat. }
  lra.
Qed.
