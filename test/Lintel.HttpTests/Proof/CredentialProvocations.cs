using System.Net;
using Lintel.AspNetCore;

namespace Lintel.HttpTests.Proof;

/// <summary>Sends each operation every faulty credential, about records that nobody has: nothing is changed where one should be let in.</summary>
internal static class CredentialProvocations
{
    private static readonly IPAddress Flooding = IPAddress.Parse("127.0.0.60");

    public static async Task SendAsync(ErrorProof proof)
    {
        foreach (var operation in proof.Runtime.Operations)
        {
            // Each has failures of its own to spend.
            proof.NextMinute();
            var request = proof.Requests.Absent(operation);
            foreach (var faulty in proof.EntriesOf(operation).SelectMany(entry => FormsOf(entry with { Read = request })))
            {
                await proof.SendAsync(operation, faulty);
            }

            // One that only another operation refuses is let in.
            var all = operation.Anonymous ? [] : proof.Probe.Refused;
            foreach (var refused in ErrorProof.EndsSession(operation) ? all.Where(refused => refused.Condition != Condition.CredentialMissing) : all)
            {
                await proof.SendAsync(operation, request.With(refused.Credential));
            }
        }
    }

    /// <summary>Uses up the failed authentications of an address, and sends each operation one more.</summary>
    public static async Task FloodAsync(ErrorProof proof)
    {
        foreach (var _ in Enumerable.Range(0, proof.Target.FailedAuthenticationsPerMinute))
        {
            await proof.Probe.SendAsync(proof.Probe.Read, Flooding);
        }

        foreach (var operation in proof.Runtime.Operations)
        {
            await proof.SendAsync(operation, proof.Requests.Absent(operation), Flooding);
        }
    }

    private static IEnumerable<ProbeRequest> FormsOf(ProbeEntry entry) =>
        [entry.Read, .. CredentialForms.Malformed(entry), .. CredentialForms.Empty(entry)];
}
