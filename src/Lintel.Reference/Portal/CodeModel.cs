using Lintel.AspNetCore;
using Lintel.Contracts;

namespace Lintel.Reference;

/// <summary>The content of a code's page.</summary>
/// <param name="Api">The API.</param>
/// <param name="Error">The definition.</param>
/// <param name="Address">The addresses.</param>
/// <param name="Answer">The error as it is sent; null for a retired code.</param>
internal sealed record CodeModel(PortalApi Api, ErrorDefinition Error, PageAddress Address, SampleAnswer? Answer)
{
    public IReadOnlyList<HandlingSample> Samples => Handling.Of(Api, Error, Address);

    /// <summary>The operations that can answer with the code.</summary>
    public IReadOnlyList<Operation> Operations => Api.OperationsWith(Error);

    public Provocation Provocation => Provocation.Of(Api, Error, Address);

    /// <summary>The codes before and after this one in the list; null at its ends.</summary>
    public (ErrorDefinition? Before, ErrorDefinition? After) Neighbours
    {
        get
        {
            var at = Api.Errors.TakeWhile(error => error != Error).Count();
            return at == Api.Errors.Count ? (null, null) : (Api.Errors.ElementAtOrDefault(at - 1), Api.Errors.ElementAtOrDefault(at + 1));
        }
    }

    public static async Task<CodeModel> OfAsync(PortalApi api, ErrorDefinition error, PageAddress address)
    {
        var asked = HandledCall.OperationOf(api, error);
        var path = asked is null ? null : api.RequestOf(asked).Address.Write(_ => "1").Split('?')[0];
        return new(api, error, address, error.Retired ? null : await SampleAnswer.OfAsync(api.Runtime, error, address.Origin, asked, path));
    }
}
