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

    /// <summary>Finds the codes of the contract's own file that answer no condition and that nothing names, so that they are never sent.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="codes">The codes that operations, guards and readers of credentials name.</param>
    public static IEnumerable<string> NeverRaised(Contract contract, IEnumerable<string> codes) => contract.Errors
        .Where(error => error is { Retired: false, When.Count: 0, Position.File: null })
        .Select(error => error.Code)
        .Except(codes, StringComparer.Ordinal);

    /// <summary>Tells whether the contract has the code, and never sends it any more.</summary>
    public static bool IsRetired(string code, Contract contract) => contract.Errors.Any(error => error.Retired && error.Code == code);
}
