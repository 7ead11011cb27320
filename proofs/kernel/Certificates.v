(** * Certificates, checked by Coq's kernel

    A statement is a list of hypotheses that cannot all hold. A certificate is a tree that shows it.
    This file says what hypotheses mean, checks certificates by computation, step by step as
    proofs/certificates/checker.py does, and proves that the check is right ([refuted] at the end).
    None of it is trusted: Coq checks it. What has to be read is the statement of a theorem that was
    proved with it, and that is written in Coq's own arithmetic.

    Polynomials are multiplied and added by Coq's library (micromega/EnvRing), which proves that
    it does so rightly; numbers are kept in lowest terms, so that they stay short. *)

From Coq Require Import QArith Qreduction List Bool PArith.
From Coq.micromega Require Import Env EnvRing.
Import ListNotations.
Open Scope Q_scope.

(** ** Hypotheses *)

(** Unknowns are numbered from 1. A polynomial is a list of numbers times unknowns. *)
Definition monomial := (Q * list positive)%type.
Definition polynomial := list monomial.

(** More than 0, at least 0, or 0. *)
Inductive sign := More | AtLeast | Zero.

Inductive formula :=
  | Compare (s : sign) (p : polynomial)
  | AllOf (parts : list formula)
  | AnyOf (parts : list formula).

(** ** What they mean *)

Definition values := positive -> Q.

(** The unknowns have these values, the first one the first. *)
Fixpoint given (numbers : list Q) (n : positive) : Q :=
  match numbers with
  | [] => 0
  | first :: rest => match n with xH => first | _ => given rest (Pos.pred n) end
  end.

Fixpoint times (v : values) (first : Q) (names : list positive) : Q :=
  match names with
  | [] => first
  | n :: rest => times v (first * v n) rest
  end.

(** A product as one writes it: 1 is left out. *)
Definition product (v : values) (m : monomial) : Q :=
  match m with
  | (1 # 1, n :: rest) => times v (v n) rest
  | (number, names) => times v number names
  end.

Fixpoint plus (v : values) (first : Q) (p : polynomial) : Q :=
  match p with
  | [] => first
  | m :: rest => plus v (first + product v m) rest
  end.

Definition sum (v : values) (p : polynomial) : Q :=
  match p with
  | [] => 0
  | m :: rest => plus v (product v m) rest
  end.

(** What is subtracted stands on the other side of a comparison. *)
Fixpoint added (p : polynomial) : polynomial :=
  match p with
  | [] => []
  | (Zneg _ # _, _) :: rest => added rest
  | m :: rest => m :: added rest
  end.

Fixpoint subtracted (p : polynomial) : polynomial :=
  match p with
  | [] => []
  | (Zneg n # d, names) :: rest => (Zpos n # d, names) :: subtracted rest
  | _ :: rest => subtracted rest
  end.

Definition compared (s : sign) (left right : Q) : Prop :=
  match s with
  | More => left > right
  | AtLeast => left >= right
  | Zero => left == right
  end.

Fixpoint any (cases : list Prop) : Prop :=
  match cases with
  | [] => False
  | [only] => only
  | first :: rest => first \/ any rest
  end.

Fixpoint all (parts : list Prop) : Prop :=
  match parts with
  | [] => True
  | [only] => only
  | first :: rest => first /\ all rest
  end.

Fixpoint holds (v : values) (f : formula) : Prop :=
  match f with
  | Compare s p => compared s (sum v (added p)) (sum v (subtracted p))
  | AllOf parts => all (map (holds v) parts)
  | AnyOf parts => any (map (holds v) parts)
  end.

(** One hypothesis after the other, and then a contradiction. *)
Fixpoint contradict (v : values) (hypotheses : list formula) : Prop :=
  match hypotheses with
  | [] => False
  | h :: rest => holds v h -> contradict v rest
  end.

(** ** Certificates *)

Record term := Term {
  multiplier : polynomial;
  factors : list positive;      (* hypotheses, numbered from 1 *)
  square : option polynomial
}.

Inductive proof :=
  | Sum (terms : list term)
  | Cases (number : positive) (proofs : list proof)
  | Lemma (claimed : polynomial) (shown rest : proof).

(** ** Polynomials in normal form *)

Definition normal_form := Pol Q.

Definition q_add (a b : Q) : Q := Qred (a + b).
Definition q_sub (a b : Q) : Q := Qred (a - b).
Definition q_mul (a b : Q) : Q := Qred (a * b).

Definition number (q : Q) : normal_form := Pc q.
Definition unknown (n : positive) : normal_form := mk_X 0 1 n.
Definition add : normal_form -> normal_form -> normal_form := Padd 0 q_add Qeq_bool.
Definition multiply : normal_form -> normal_form -> normal_form := Pmul 0 1 q_add q_mul Qeq_bool.
Definition negative : normal_form -> normal_form := Popp Qopp.

Fixpoint normal_product (first : normal_form) (names : list positive) : normal_form :=
  match names with
  | [] => first
  | n :: rest => normal_product (multiply first (unknown n)) rest
  end.

Fixpoint normal (p : polynomial) : normal_form :=
  match p with
  | [] => number 0
  | (q, names) :: rest => add (normal_product (number q) names) (normal rest)
  end.

(** The number that a polynomial is, if it is one. *)
Definition constant (p : normal_form) : option Q :=
  match p with
  | Pc q => Some q
  | _ => None
  end.

(** ** The check *)

(** A hypothesis as the check keeps it. *)
Inductive fact :=
  | Known (s : sign) (p : normal_form)
  | Choice (parts : list formula).

(** The parts of a formula that all have to hold. *)
Fixpoint flat (f : formula) : list fact :=
  match f with
  | Compare s p => [Known s (normal p)]
  | AllOf parts => flat_map flat parts
  | AnyOf parts => [Choice parts]
  end.

Fixpoint hypothesis (known : list fact) (n : positive) : option fact :=
  match known with
  | [] => None
  | first :: rest => match n with xH => Some first | _ => hypothesis rest (Pos.pred n) end
  end.

Definition is_zero_sign (s : sign) : bool := match s with Zero => true | _ => false end.
Definition is_more_sign (s : sign) : bool := match s with More => true | _ => false end.

(** The product of hypotheses; whether one of them is an equality, and whether all are strict. *)
Fixpoint multiplied (known : list fact) (numbers : list positive) :
    option (normal_form * bool * bool) :=
  match numbers with
  | [] => Some (number 1, false, true)
  | n :: rest =>
      match hypothesis known n, multiplied known rest with
      | Some (Known s p), Some (product, equality, strict) =>
          Some (multiply p product, is_zero_sign s || equality, is_more_sign s && strict)
      | _, _ => None
      end
  end.

(** Whether a polynomial is a number that is not below 0, and whether it is above. *)
Definition not_negative (p : normal_form) : bool :=
  match constant p with Some q => Qle_bool 0 q | None => false end.
Definition positive_number (p : normal_form) : bool :=
  match constant p with Some q => negb (Qle_bool q 0) | None => false end.

(** A term, which is at least 0 by the hypotheses, and whether it is more than that. *)
Definition check_term (known : list fact) (t : term) : option (normal_form * bool) :=
  let by_what := normal (multiplier t) in
  match multiplied known (factors t) with
  | Some (product, equality, strict) =>
      if equality || not_negative by_what then
        let whole := multiply by_what product in
        match square t with
        | None => Some (whole, negb equality && strict && positive_number by_what)
        | Some root => let r := normal root in Some (multiply whole (multiply r r), false)
        end
      else None
  | None => None
  end.

(** The sum of terms, and whether one of them is more than 0. *)
Fixpoint check_terms (known : list fact) (terms : list term) : option (normal_form * bool) :=
  match terms with
  | [] => Some (number 0, false)
  | t :: rest =>
      match check_term known t, check_terms known rest with
      | Some (p, positive), Some (total, strict) => Some (add p total, positive || strict)
      | _, _ => None
      end
  end.

(** Whether terms that are at least 0 add up to less, or to 0 where one of them is more. *)
Definition check_sum (known : list fact) (terms : list term) : bool :=
  match check_terms known terms with
  | Some (total, strict) =>
      match constant total with
      | Some q => negb (Qle_bool 0 q) || (Qle_bool q 0 && strict)
      | None => false
      end
  | None => false
  end.

(** Whether a proof shows that what is known cannot all hold. *)
Fixpoint check (known : list fact) (step : proof) : bool :=
  match step with
  | Sum terms => check_sum known terms
  | Cases number proofs =>
      match hypothesis known number with
      | Some (Choice parts) =>
          (fix each (parts : list formula) (proofs : list proof) {struct proofs} : bool :=
             match parts, proofs with
             | [], [] => true
             | part :: others, shown :: rest => check (known ++ flat part) shown && each others rest
             | _, _ => false
             end) parts proofs
      | _ => false
      end
  | Lemma claimed shown rest =>
      let p := normal claimed in
      check (known ++ [Known More (negative p)]) shown && check (known ++ [Known AtLeast p]) rest
  end.

Definition refutes (hypotheses : list formula) (shown : proof) : bool :=
  check (flat_map flat hypotheses) shown.

(** ** Why the check is right *)

Lemma numbers_are_a_ring :
  ring_morph 0 1 Qplus Qmult Qminus Qopp Qeq 0 1 q_add q_mul q_sub Qopp Qeq_bool (fun q => q).
Proof.
  constructor; intros; try reflexivity; try apply Qred_correct.
  now apply Qeq_bool_eq.
Qed.

Lemma operations_respect_equality : ring_eq_ext Qplus Qmult Qopp Qeq.
Proof.
  constructor; repeat intro.
  - now apply Qplus_comp.
  - now apply Qmult_comp.
  - now apply Qopp_comp.
Qed.

Definition ring := Rth_ARth Q_Setoid operations_respect_equality Qsrt.

(** The value of a polynomial in normal form. *)
Definition worth (v : values) (p : normal_form) : Q := Pphi Qplus Qmult (fun q => q) v p.

Lemma worth_add v p r : worth v (add p r) == worth v p + worth v r.
Proof. exact (Padd_ok Q_Setoid operations_respect_equality ring numbers_are_a_ring r p v). Qed.

Lemma worth_multiply v p r : worth v (multiply p r) == worth v p * worth v r.
Proof. exact (Pmul_ok Q_Setoid operations_respect_equality ring numbers_are_a_ring p r v). Qed.

Lemma worth_negative v p : worth v (negative p) == - worth v p.
Proof. exact (Popp_ok Q_Setoid operations_respect_equality ring numbers_are_a_ring p v). Qed.

Lemma worth_unknown v n : worth v (unknown n) == v n.
Proof.
  symmetry. exact (mkX_ok Q_Setoid operations_respect_equality ring numbers_are_a_ring n v).
Qed.

Lemma worth_constant v p q : constant p = Some q -> worth v p = q.
Proof. destruct p; simpl; intro found; now inversion found. Qed.

(** The value of a polynomial as it is written. *)
Fixpoint total (v : values) (p : polynomial) : Q :=
  match p with
  | [] => 0
  | (q, names) :: rest => times v q names + total v rest
  end.

#[local] Instance times_respects v :
  Morphisms.Proper (Morphisms.respectful Qeq (Morphisms.respectful eq Qeq)) (times v).
Proof.
  intros a b same names ? <-. revert a b same.
  induction names as [| n rest shown]; simpl; intros a b same; trivial.
  apply shown. now rewrite same.
Qed.

Lemma worth_product v names : forall p, worth v (normal_product p names) == times v (worth v p) names.
Proof.
  induction names as [| n rest shown]; simpl; intro p.
  - reflexivity.
  - rewrite shown, worth_multiply, worth_unknown. reflexivity.
Qed.

Lemma worth_normal v p : worth v (normal p) == total v p.
Proof.
  induction p as [| [q names] rest shown]; simpl.
  - reflexivity.
  - rewrite worth_add, worth_product, shown. reflexivity.
Qed.

Lemma product_times v q names : product v (q, names) == times v q names.
Proof.
  destruct q as [[| n | n] d]; try reflexivity.
  destruct n, d, names as [| name rest]; try reflexivity.
  simpl. now rewrite Qmult_1_l.
Qed.

#[local] Arguments product : simpl never.

Lemma plus_total v p : forall first, plus v first p == first + total v p.
Proof.
  induction p as [| [q names] rest shown]; simpl; intro first.
  - ring.
  - rewrite shown, product_times. ring.
Qed.

Lemma sum_total v p : sum v p == total v p.
Proof.
  destruct p as [| [q names] rest]; simpl.
  - reflexivity.
  - now rewrite plus_total, product_times.
Qed.

Lemma times_opposite v names : forall a, times v (- a) names == - times v a names.
Proof.
  induction names as [| n rest shown]; simpl; intro a.
  - reflexivity.
  - rewrite <- shown. apply times_respects; trivial. ring.
Qed.

Lemma sides v p : sum v (added p) - sum v (subtracted p) == worth v (normal p).
Proof.
  rewrite !sum_total, worth_normal.
  induction p as [| [[[| n | n] d] names] rest shown]; simpl.
  - reflexivity.
  - rewrite <- shown. ring.
  - rewrite <- shown. ring.
  - rewrite <- shown.
    change (Z.neg n # d) with (- (Z.pos n # d)). rewrite times_opposite. ring.
Qed.

Lemma any_exists (cases : list Prop) : any cases -> Exists (fun P => P) cases.
Proof.
  induction cases as [| first [| next rest] shown]; simpl; intro some.
  - destruct some.
  - now constructor.
  - destruct some as [here | there]; [now constructor | apply Exists_cons_tl; now apply shown].
Qed.

Lemma all_forall (parts : list Prop) : all parts -> Forall (fun P => P) parts.
Proof.
  induction parts as [| first [| next rest] shown]; simpl; intro each.
  - constructor.
  - now constructor.
  - destruct each as [here others]. constructor; trivial. now apply shown.
Qed.

(** What a sign says of a value. *)
Definition says (s : sign) (q : Q) : Prop :=
  match s with
  | More => 0 < q
  | AtLeast => 0 <= q
  | Zero => q == 0
  end.

Definition true_of (v : values) (f : fact) : Prop :=
  match f with
  | Known s p => says s (worth v p)
  | Choice parts => any (map (holds v) parts)
  end.

Lemma compared_says v s p : holds v (Compare s p) -> says s (worth v (normal p)).
Proof.
  pose proof (sides v p) as same. destruct s; simpl; intro known; rewrite <- same.
  - now apply Qlt_minus_iff in known.
  - now apply Qle_minus_iff in known.
  - rewrite known. ring.
Qed.

Fixpoint flat_true v f : holds v f -> Forall (true_of v) (flat f).
Proof.
  destruct f as [s p | parts | parts]; intro known.
  - constructor; [exact (compared_says v s p known) | constructor].
  - simpl in *. apply all_forall in known. induction parts as [| part rest shown]; simpl in *.
    + constructor.
    + inversion known; subst. apply Forall_app. split.
      * now apply flat_true.
      * now apply shown.
  - constructor; [exact known | constructor].
Qed.

Lemma hypothesis_true v known : forall n f,
  Forall (true_of v) known -> hypothesis known n = Some f -> true_of v f.
Proof.
  induction known as [| first rest shown]; simpl; intros n f every found.
  - discriminate.
  - inversion every; subst. destruct n; try (now apply (shown _ _ H2 found)).
    now inversion found; subst.
Qed.

(** What is known of a product: at least 0; more, if all are strict; 0, if one is an equality. *)
Lemma multiplied_true v known numbers : forall p equality strict,
  Forall (true_of v) known ->
  multiplied known numbers = Some (p, equality, strict) ->
  0 <= worth v p /\ (strict = true -> 0 < worth v p) /\ (equality = true -> worth v p == 0).
Proof.
  induction numbers as [| n rest shown]; simpl; intros p equality strict every found.
  - inversion found; subst. repeat split; try discriminate; intros; reflexivity.
  - destruct (hypothesis known n) as [[s q | parts] |] eqn:named; try discriminate.
    destruct (multiplied known rest) as [[[product e] t] |] eqn:others; try discriminate.
    inversion found; subst; clear found.
    pose proof (hypothesis_true v known n _ every named) as own. simpl in own.
    destruct (shown _ _ _ every eq_refl) as (least & more & zero).
    rewrite worth_multiply.
    destruct s; simpl in *; repeat split; intros; try discriminate.
    + apply Qmult_le_0_compat; trivial. now apply Qlt_le_weak.
    + apply Qmult_lt_0_compat; auto.
    + rewrite zero by trivial. ring.
    + now apply Qmult_le_0_compat.
    + rewrite zero by trivial. ring.
    + rewrite own. ring_simplify. apply Qle_refl.
    + rewrite own. ring.
Qed.

Lemma not_below q : negb (Qle_bool q 0) = true -> 0 < q.
Proof.
  intro said. apply Qnot_le_lt. intro less. apply Qle_bool_iff in less. now rewrite less in said.
Qed.

Lemma square_not_negative q : 0 <= q * q.
Proof.
  destruct (Qlt_le_dec q 0) as [below | above].
  - setoid_replace (q * q) with (- q * - q) by ring.
    assert (0 <= - q) by (apply Qlt_le_weak in below; now apply (Qopp_le_compat q 0)).
    now apply Qmult_le_0_compat.
  - now apply Qmult_le_0_compat.
Qed.

Lemma check_term_true v known t p positive :
  Forall (true_of v) known ->
  check_term known t = Some (p, positive) ->
  0 <= worth v p /\ (positive = true -> 0 < worth v p).
Proof.
  unfold check_term. intros every found.
  destruct (multiplied known (factors t)) as [[[product equality] strict] |] eqn:made;
    try discriminate.
  destruct (multiplied_true v known _ _ _ _ every made) as (least & more & zero).
  set (by_what := normal (multiplier t)) in *.
  assert (forall sure : equality || not_negative by_what = true,
    0 <= worth v (multiply by_what product)) as whole.
  { intro sure. rewrite worth_multiply. destruct equality; simpl in sure.
    - rewrite zero by trivial. ring_simplify. apply Qle_refl.
    - unfold not_negative in sure. destruct (constant by_what) as [q |] eqn:is; try discriminate.
      rewrite (worth_constant v _ _ is). apply Qmult_le_0_compat; trivial.
      now apply Qle_bool_imp_le. }
  destruct (equality || not_negative by_what); try discriminate.
  specialize (whole eq_refl).
  destruct (square t) as [root |]; inversion found; subst; clear found; split; trivial;
    try discriminate.
  - rewrite worth_multiply. apply Qmult_le_0_compat; trivial.
    rewrite worth_multiply. apply square_not_negative.
  - intro said. apply andb_prop in said as [said above]. apply andb_prop in said as [_ all_more].
    unfold positive_number in above. destruct (constant by_what) as [q |] eqn:is; try discriminate.
    rewrite worth_multiply, (worth_constant v _ _ is). apply Qmult_lt_0_compat.
    + now apply not_below.
    + now apply more.
Qed.

Lemma check_terms_true v known terms : forall p strict,
  Forall (true_of v) known ->
  check_terms known terms = Some (p, strict) ->
  0 <= worth v p /\ (strict = true -> 0 < worth v p).
Proof.
  induction terms as [| t rest shown]; simpl; intros p strict every found.
  - inversion found; subst. split; [apply Qle_refl | discriminate].
  - destruct (check_term known t) as [[own positive] |] eqn:one; try discriminate.
    destruct (check_terms known rest) as [[others more] |] eqn:two; try discriminate.
    inversion found; subst; clear found.
    destruct (check_term_true v known t _ _ every one) as (least & above).
    destruct (shown _ _ every eq_refl) as (rest_least & rest_above).
    rewrite worth_add. split.
    + now apply (Qplus_le_compat 0 _ 0).
    + intro said. apply orb_prop in said as [said | said].
      * apply (Qlt_le_trans _ (worth v own + 0)).
        -- rewrite Qplus_0_r. now apply above.
        -- now apply Qplus_le_compat; [apply Qle_refl |].
      * apply (Qlt_le_trans _ (0 + worth v others)).
        -- rewrite Qplus_0_l. now apply rest_above.
        -- now apply Qplus_le_compat; [| apply Qle_refl].
Qed.

Lemma check_sum_true v known terms :
  Forall (true_of v) known -> check_sum known terms = true -> False.
Proof.
  unfold check_sum. intros every said.
  destruct (check_terms known terms) as [[p strict] |] eqn:made; try discriminate.
  destruct (check_terms_true v known terms _ _ every made) as (least & more).
  destruct (constant p) as [q |] eqn:is; try discriminate.
  rewrite (worth_constant v _ _ is) in *.
  apply orb_prop in said as [below | both].
  - apply Qle_bool_iff in least. now rewrite least in below.
  - apply andb_prop in both as [below above]. apply Qle_bool_imp_le in below.
    exact (Qlt_irrefl 0 (Qlt_le_trans _ _ _ (more above) below)).
Qed.

Fixpoint check_true v step : forall known,
  Forall (true_of v) known -> check known step = true -> False.
Proof.
  destruct step as [terms | number proofs | claimed shown rest]; simpl; intros known every said.
  - now apply (check_sum_true v known terms).
  - destruct (hypothesis known number) as [[s p | parts] |] eqn:named; try discriminate.
    pose proof (hypothesis_true v known number _ every named) as some. simpl in some.
    apply any_exists in some. clear named. revert parts said some.
    induction proofs as [| first others shown]; intros [| part parts] said some; try discriminate.
    + inversion some.
    + apply andb_prop in said as [here there]. inversion some; subst.
      * apply (check_true v first (known ++ flat part)); trivial.
        apply Forall_app. split; trivial. now apply flat_true.
      * now apply (shown parts).
  - apply andb_prop in said as [below above].
    destruct (Qlt_le_dec (worth v (normal claimed)) 0) as [less | more].
    + apply (check_true v shown _) in below; trivial.
      apply Forall_app. split; trivial. constructor; [| constructor].
      simpl. rewrite worth_negative. now apply (Qopp_lt_compat _ 0).
    + apply (check_true v rest _) in above; trivial.
      apply Forall_app. split; trivial. now constructor.
Qed.

Lemma contradict_all v hypotheses :
  (Forall (holds v) hypotheses -> False) -> contradict v hypotheses.
Proof.
  induction hypotheses as [| h rest shown]; simpl; intro none.
  - now apply none.
  - intro here. apply shown. intro others. apply none. now constructor.
Qed.

(** If the check says true, there are no values for which all hypotheses hold. *)
Theorem refuted (hypotheses : list formula) (shown : proof) :
  refutes hypotheses shown = true -> forall v : values, contradict v hypotheses.
Proof.
  unfold refutes. intros said v. apply contradict_all. intro every.
  apply (check_true v shown (flat_map flat hypotheses)); trivial. clear said.
  induction hypotheses as [| h rest more]; simpl.
  - constructor.
  - inversion every; subst. apply Forall_app. split; [now apply flat_true | now apply more].
Qed.

(** ** Theorems proved by certificates *)

(** Proves that some comparisons of numbers contradict each other, from hypotheses that mean the
    same and a certificate. That they mean the same, and that the check says true, is seen by the
    kernel: it computes both. *)
Ltac by_certificate hypotheses shown numbers :=
  let said := eval vm_compute in (refutes hypotheses shown) in
  lazymatch said with
  | true => idtac
  | _ => fail "the certificate does not show that the hypotheses contradict each other"
  end;
  let accepted :=
    constr:(ltac:(vm_cast_no_check (eq_refl true)) : refutes hypotheses shown = true) in
  exact_no_check (refuted hypotheses shown accepted (given numbers)).

(** Many theorems in a row, to ask at once what they all rest on. *)
Inductive theorem := proved (statement : Prop) (shown : statement).
#[global] Arguments proved {statement} shown.
