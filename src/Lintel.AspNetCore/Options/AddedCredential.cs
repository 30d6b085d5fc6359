using Lintel.Contracts;

namespace Lintel.AspNetCore;

/// <summary>A kind of credential of the application's own.</summary>
/// <param name="Kind">The word by which contracts name it.</param>
/// <param name="Reader">The class that reads it.</param>
internal sealed record AddedCredential(string Kind, Type Reader)
{
    /// <summary>The codes that the reader may raise.</summary>
    public IReadOnlyList<string> Codes { get; } = RaisedCodes.Of(Reader);

    public bool IsIn(Contract contract) => contract.Credentials.OfType<CustomScheme>().Any(scheme => scheme.Name == Kind);
}
