namespace Lintel.HttpTests.Proof;

/// <summary>Sends each idempotent operation a request with an idempotency key while the first request with it is in progress.</summary>
internal static class IdempotencyProvocations
{
    private const int MostAttempts = 20;

    public static async Task SendAsync(ErrorProof proof)
    {
        foreach (var operation in proof.Runtime.Operations.Where(operation => operation.IsIdempotent && !operation.Answers("GET")))
        {
            var request = proof.Signed(operation, proof.Requests.Absent(operation));
            await proof.SendAsync(operation, request.With(proof.Contract.Idempotency.Header, "no key"));

            // The server may come to the second one first; then a new pair is sent.
            var inFlight = proof.Probe.Definition(Condition.IdempotencyInFlight);
            for (var attempt = 0; attempt < MostAttempts && !proof.HasAnswered(operation, inFlight); attempt++)
            {
                var named = request.With(proof.Contract.Idempotency.Header, $"{operation.Name}-{attempt}");
                await proof.Probe.SendHeldAsync(named.Body is null ? named.WithJson("{}") : named, () => proof.SendAsync(operation, named));
            }
        }
    }
}
