using System.Reflection;
using Lintel.Contracts;

namespace Lintel.AspNetCore;

/// <summary>Holds the codes that something raises to the contract.</summary>
internal static class RaisedCodes
{
    /// <summary>The codes that a class names by <see cref="RaisesErrorAttribute"/>.</summary>
    public static IReadOnlyList<string> Of(Type type) =>
        [.. type.GetCustomAttributes<RaisesErrorAttribute>(inherit: true).SelectMany(attribute => attribute.Codes)];

    /// <summary>Finds codes that the contract has no error definition for, or a retired one.</summary>
    /// <param name="raiser">The name of what raises them.</param>
    /// <param name="codes">The codes.</param>
    /// <param name="contract">The contract.</param>
    public static IEnumerable<string> FaultsOf(string raiser, IEnumerable<string> codes, Contract contract)
    {
        foreach (var code in codes)
        {
            if (!contract.TryGetError(code, out _))
            {
                yield return IsRetired(code, contract)
                    ? $"{raiser} raises '{code}', which {contract.File} has retired. Raise another code, or take `retired: true` away."
                    : $"{raiser} raises '{code}', which {contract.File} has no error definition for. Add one, or take the code out of RaisesError.";
            }
        }
    }

    /// <summary>Tells whether the contract has the code, and never sends it any more.</summary>
    public static bool IsRetired(string code, Contract contract) => contract.Errors.Any(error => error.Retired && error.Code == code);
}
