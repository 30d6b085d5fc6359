namespace Lintel.AspNetCore;

/// <summary>Finds idempotent operations whose answers cannot be kept.</summary>
internal static class IdempotencyFaults
{
    // The largest body that a contract admits by itself.
    private const long LargestBody = 64 * 1024 * 1024;

    public static IEnumerable<string> Of(Operation operation)
    {
        if (!operation.IsIdempotent)
        {
            if (operation.JoinsTransaction)
            {
                yield return $"{operation.Name} takes {nameof(IdempotentWork)}, and is not idempotent. Add .Idempotent() to the endpoint.";
            }

            yield break;
        }

        if (operation.Anonymous || operation.CredentialIsOptional)
        {
            var who = operation.Anonymous ? "AllowAnonymous" : "OptionalCredential";
            yield return $"{operation.Name} is idempotent, and {who} lets in callers without an account, for which answers are kept. "
                + "Take .Idempotent() away, or ask for a credential.";
        }

        if (operation.MaxBody > LargestBody)
        {
            yield return $"{operation.Name} is idempotent, and takes bodies of more than {LargestBody} bytes, which are read as a whole to be compared. "
                + "Lower the limit, or take .Idempotent() away.";
        }
    }
}
