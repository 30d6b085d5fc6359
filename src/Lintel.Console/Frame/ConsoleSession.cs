using Lintel.Management.Operators;

namespace Lintel.Console;

/// <summary>An operator who has signed in.</summary>
/// <param name="Token">The token of their session.</param>
/// <param name="Own">Who they are, and what they may do.</param>
internal sealed record ConsoleSession(string Token, OwnShape Own)
{
    /// <summary>The token of this session's forms.</summary>
    public string FormToken => ConsoleForm.TokenOf(Token);

    /// <summary>Tells whether the operator has a scope of the management API.</summary>
    public bool May(string scope) => Own.Scopes.Contains(scope);

    /// <summary>The word for the operator's role.</summary>
    public string Role => Own.Operator.Role.ToString().ToLowerInvariant();

    /// <summary>The operator: the token belongs in no log.</summary>
    public override string ToString() => Own.Operator.Id;
}
