using System.Reflection;
using Lintel.Contracts;

namespace Lintel.AspNetCore;

/// <summary>A kind of credential of the application's own.</summary>
/// <param name="Kind">The word by which contracts name it.</param>
/// <param name="Reader">The class that reads it.</param>
internal sealed record AddedCredential(string Kind, Type Reader)
{
    /// <summary>The codes that the reader may raise.</summary>
    public IReadOnlyList<string> Codes { get; } = [.. Reader.GetCustomAttributes<RaisesErrorAttribute>(inherit: true).SelectMany(attribute => attribute.Codes)];

    public bool IsIn(Contract contract) => contract.Credentials.OfType<CustomScheme>().Any(scheme => scheme.Name == Kind);

    /// <summary>Finds readers that raise what a contract with their kind has no error definition for, and kinds without a reader.</summary>
    public static IEnumerable<string> FaultsOf(LintelOptions options)
    {
        foreach (var contract in options.Contracts)
        {
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
