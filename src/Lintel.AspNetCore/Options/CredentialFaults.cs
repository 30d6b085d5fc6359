using Lintel.Contracts;

namespace Lintel.AspNetCore;

/// <summary>Finds what does not fit of the kinds of credentials that the application reads itself, and files of signing keys that cannot be used.</summary>
internal static class CredentialFaults
{
    /// <summary>Finds readers that raise what a contract with their kind has no error definition for, and kinds without a reader.</summary>
    public static IEnumerable<string> Of(LintelOptions options, IEnumerable<Contract> contracts)
    {
        foreach (var contract in contracts)
        {
            if (contract.AccessTokens is { HasKeysAddress: false } tokens && SigningKeyFile.FaultOf(tokens.PlaceOfKeys(contract.File)) is { } unusable)
            {
                yield return $"{contract.File} names {tokens.PlaceOfKeys(contract.File)}, {unusable}";
            }

            foreach (var scheme in contract.Credentials.OfType<CustomScheme>())
            {
                if (options.Credentials.FirstOrDefault(added => added.Kind == scheme.Name) is not { } credential)
                {
                    yield return $"{contract.File} has credentials of the kind '{scheme.Name}', which nothing reads. Add AddCredential<…>(\"{scheme.Name}\") to the options.";
                    continue;
                }

                foreach (var fault in RaisedCodes.FaultsOf(credential.Reader.Name, credential.Codes, contract))
                {
                    yield return fault;
                }
            }
        }
    }
}
