namespace Lintel.HttpTests.Proof;

/// <summary>Sends each operation requests while a store has a fault, and while the databases are away.</summary>
internal static class StoreProvocations
{
    public static async Task SendAsync(ErrorProof proof)
    {
        if (proof.Unseen is { } unseen)
        {
            await SendFailingAsync(proof, unseen);
        }

        using var records = proof.Host.MoveStoreAway("lintel.db");
        using var own = proof.Contract.Api == "lintel" ? null : proof.Host.MoveStoreAway($"{proof.Contract.Api}.db");
        foreach (var operation in proof.Runtime.Operations)
        {
            proof.NextMinute();
            var request = proof.Requests.Existing(operation);
            await proof.SendAsync(operation, proof.Signed(operation, request));
            if (proof.Unseen is { } key)
            {
                await proof.SendAsync(operation, request.With(key));
            }
        }
    }

    private static async Task SendFailingAsync(ErrorProof proof, ProbeCredential unseen)
    {
        proof.Keys.Fails = true;
        foreach (var operation in proof.Runtime.Operations)
        {
            await proof.SendAsync(operation, proof.Requests.Absent(operation).With(unseen));
        }

        proof.Keys.Fails = false;
    }
}
