using Lintel.Contracts;
using Lintel.Management;

namespace Lintel.Console;

/// <summary>The people who run the APIs: who may sign in, and what they may do.</summary>
internal sealed class OperatorsSection : IConsoleSection
{
    private const string Collection = "/operators";
    private const string One = "/operators/{id}";
    private const string Writing = "operators:write";

    private static readonly IReadOnlyList<string> Roles = ["viewer", "support", "editor", "owner"];

    public string Name => "operators";

    public string Title => "Operators";

    public string Api => Contract.Default.Api;

    public string Scope => "operators:read";

    public SectionTable List { get; } = new()
    {
        Path = Collection,
        LeadsTo = "operators",
        Columns = [new("name", "Name"), new("login", "Login"), new("role", "Role"), SignedIn, Disabled],
        Empty = "Nobody may sign in.",
    };

    public IReadOnlyList<SectionForm> Forms { get; } =
    [
        new()
        {
            Name = "add",
            Title = "Add an operator",
            Method = "POST",
            Path = Collection,
            Scope = Writing,
            Done = "The operator was added. Make a sign-in link on their page, and hand it over.",
            Fields =
            [
                new("login", "Login") { IsRequired = true, Hint = "Such as their email address." },
                new("name", "Name") { IsRequired = true },
                new("role", "Role")
                {
                    Kind = SectionFieldKind.Choice,
                    IsRequired = true,
                    Choices = Roles,
                    Hint = "An owner may do everything; an editor all but change operators; support reads, explains and decides; a viewer reads.",
                },
            ],
        },
    ];

    public SectionRecord Record { get; } = new()
    {
        Path = One,
        Name = "login",
        Facts =
        [
            new("id", "Id") { Kind = SectionColumnKind.Code }, new("name", "Name"), new("role", "Role"), SignedIn, Disabled,
            new("createdAt", "Added") { Kind = SectionColumnKind.Moment },
        ],
        Forms = [Link(), Change(), Remove()],
    };

    private static SectionColumn SignedIn => new("signedInAt", "Signed in") { Kind = SectionColumnKind.Moment };

    private static SectionColumn Disabled => new("disabledAt", "Disabled") { Kind = SectionColumnKind.Moment };

    private static SectionForm Link() => new()
    {
        Name = "link",
        Title = "Make a sign-in link",
        Method = "POST",
        Path = $"{One}/sign-in-link",
        Scope = Writing,
        Done = "The link signs the operator in once, within 15 minutes. An earlier one has ended.",
        Reveals = [new("token", "Sign-in link") { Page = "/sign-in?token=" }],
    };

    private static SectionForm Change() => new()
    {
        Name = "change",
        Title = "Change the operator",
        Method = "PATCH",
        Path = One,
        Scope = Writing,
        Done = "The operator was changed. It holds from their next request on.",
        Version = "version",
        Fields =
        [
            new("name", "Name") { IsRequired = true, Present = "name" },
            new("role", "Role") { Kind = SectionFieldKind.Choice, IsRequired = true, Present = "role", Choices = Roles },
            new("disabled", "Disabled: sessions end, and personal tokens are refused, until the box is cleared")
            {
                Kind = SectionFieldKind.Toggle,
                Present = "disabledAt",
            },
        ],
    };

    private static SectionForm Remove() => new()
    {
        Name = "remove",
        Title = "Remove the operator",
        Method = "DELETE",
        Path = One,
        Scope = Writing,
        Done = "The operator was removed.",
        Warning = "Their sessions, links and personal tokens end for good.",
        Removes = true,
    };
}
