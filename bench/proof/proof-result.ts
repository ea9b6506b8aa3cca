import { DatabaseError } from 'pg';
import type { NamedTenant } from '../dataset/dataset.js';
import type { ProofResult } from '../result/parts.js';
import { type ArmForm, sharedWith } from './arm-form.js';

export interface Outcome {
  readonly passed: boolean;
  /** What was seen; for a failure which rows. */
  readonly detail: string;
}

export interface ProofSubject {
  readonly scenario: string;
  readonly proof: string;
  readonly operation?: string;
  readonly tenant?: NamedTenant;
}

/** One result for each arm of a form, all with the outcome of the form's one execution. */
export function armResults(form: ArmForm, subject: ProofSubject, outcome: Outcome): ProofResult[] {
  return form.arms.map((arm) => ({
    ...proofResult(subject, outcome),
    arm: arm.name,
    detail: `${outcome.detail}${sharedWith(form, arm)}`,
  }));
}

/** A result that belongs to no single arm. */
export function proofResult(subject: ProofSubject, { passed, detail }: Outcome): ProofResult {
  return {
    scenario: subject.scenario,
    proof: subject.proof,
    arm: null,
    operation: subject.operation ?? null,
    tenant: subject.tenant?.name ?? null,
    status: passed ? 'passed' : 'failed',
    detail,
  };
}

/** Runs a check; an error response of the server is a failed check, anything else is thrown on. */
export async function orServerError(check: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof DatabaseError) return { passed: false, detail: describeError(error) };
    throw error;
  }
}

export function describeError({ code, message }: DatabaseError): string {
  return `the server answered with error ${code}: ${message}`;
}
