namespace Lintel.AspNetCore;

/// <summary>The kinds of statuses: one color for each, with a legend.</summary>
/// <param name="Name">The word in style sheets.</param>
/// <param name="Label">The word in the legend.</param>
/// <param name="Statuses">The statuses, for the legend.</param>
internal sealed record StatusKind(string Name, string Label, string Statuses)
{
    private static readonly StatusKind Access = new("access", "Who is calling", "401, 402, 403");
    private static readonly StatusKind Request = new("request", "What was asked", "other 4xx");
    private static readonly StatusKind Limit = new("limit", "How often", "429");
    private static readonly StatusKind Server = new("server", "On our side", "5xx");

    /// <summary>All kinds, in the order of the legend.</summary>
    public static IReadOnlyList<StatusKind> All { get; } = [Access, Request, Limit, Server];

    public static StatusKind Of(int status) => status switch
    {
        401 or 402 or 403 => Access,
        429 => Limit,
        >= 500 => Server,
        _ => Request,
    };
}
