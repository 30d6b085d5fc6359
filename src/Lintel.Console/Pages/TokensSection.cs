using Lintel.Contracts;
using Lintel.Management;

namespace Lintel.Console;

/// <summary>The personal tokens of the operator who has signed in, for scripts of their own.</summary>
internal sealed class TokensSection : IConsoleSection
{
    private const string Own = "/operators/{operator}/tokens";

    // Every role has it; the management API looks whose tokens they are.
    private const string Everybody = "requests:read";

    public string Name => "tokens";

    public string Title => "My tokens";

    public string Api => Contract.Default.Api;

    public string Scope => Everybody;

    public SectionTable List { get; } = new()
    {
        Path = Own,
        Columns =
        [
            new("name", "Name"), new("hint", "Token") { Kind = SectionColumnKind.Code }, new("scopes", "Scopes"),
            new("expiresAt", "Expires") { Kind = SectionColumnKind.Moment }, new("createdAt", "Made") { Kind = SectionColumnKind.Moment },
        ],
        Empty = "You have no personal tokens. Make one for a script that calls the management API in your name.",
    };

    public IReadOnlyList<SectionForm> Forms { get; } =
    [
        new()
        {
            Name = "issue",
            Title = "Make a token",
            Method = "POST",
            Path = Own,
            Scope = Everybody,
            Done = "The token was made. It may do what its scopes and your role both allow.",
            Fields =
            [
                new("name", "Name") { IsRequired = true, Hint = "Such as the program that uses it." },
                new("scopes", "Scopes")
                {
                    Kind = SectionFieldKind.Choices,
                    IsRequired = true,
                    IsOfOwnScopes = true,
                },
                new("expiresAt", "Expires") { Hint = "A day, or a moment such as 2026-12-31T18:00:00Z. Empty: never." },
            ],
            Reveals = [new("secret", "Token")],
        },
        new()
        {
            Name = "end",
            Title = "End",
            Method = "DELETE",
            Path = $"{Own}/{{tokenId}}",
            Scope = Everybody,
            Done = "The token has ended.",
            Fields = [new("tokenId", "Token")],
            IsOfRow = true,
        },
    ];

    public SectionRecord? Record => null;
}
