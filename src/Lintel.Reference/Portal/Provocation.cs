using Lintel.AspNetCore;
using Lintel.Contracts;
using Microsoft.AspNetCore.Http;

namespace Lintel.Reference;

/// <summary>A request that is answered with a code on purpose, so that a client's handling can be tried.</summary>
/// <param name="Command">The command; null where the code needs a state that no single request brings about.</param>
/// <param name="Text">What it does; `text` is code.</param>
internal sealed record Provocation(string? Command, string Text)
{
    /// <summary>The condition that the credential of the command has to meet; null for a credential that may do everything.</summary>
    public Condition? Credential { get; init; }

    /// <summary>Finds a request for a code: one that anybody can send where there is one.</summary>
    public static Provocation Of(PortalApi api, ErrorDefinition error, PageAddress address)
    {
        var requests = new ProvokingRequests(api, error, address);
        return api.Raised.ConditionsOf(error).Select(requests.Find).OfType<Provocation>()
                .OrderBy(found => found.Command is null)
                .ThenBy(found => found.Credential is not null)
                .FirstOrDefault()
            ?? new Provocation(null, error.Status >= StatusCodes.Status500InternalServerError
                ? "Nothing that a client sends brings this about. Try your handling with a copy of the answer above."
                : "No single request is sure to bring this about. Bring about the state that the meaning names, and call one of the operations above; or try your handling with a copy of the answer above.");
    }
}
