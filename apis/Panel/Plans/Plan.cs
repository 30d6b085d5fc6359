namespace Lintel.Panel;

/// <summary>What a plan allows; the numbers count over all applications of an account.</summary>
internal sealed record Plan(string Name)
{
    public static readonly Plan Free = new("Free")
    {
        Sessions = 10,
        StorageMib = 64,
        Variables = 5,
        Licenses = 50,
        Users = 50,
        Files = 5,
        Blacklists = 10,
        Applications = 1,
        Levels = 3,
        Keys = 0,
    };

    public static readonly Plan Basic = new("Basic")
    {
        Sessions = 100,
        StorageMib = 1024,
        Variables = 20,
        Licenses = 1000,
        Users = 1000,
        Files = 100,
        Blacklists = 100,
        Applications = 5,
        Levels = 10,
        Keys = 3,
        HasLiveOverview = true,
    };

    public static readonly Plan Pro = new("Pro")
    {
        Sessions = 1000,
        StorageMib = 10_240,
        Variables = 200,
        Licenses = 20_000,
        Users = 20_000,
        Files = 1000,
        Blacklists = 2000,
        Applications = 50,
        Levels = 100,
        Keys = 100,
        HasLiveOverview = true,
        HasGeoBalancing = true,
    };

    public required int Sessions { get; init; }

    public required int StorageMib { get; init; }

    public required int Variables { get; init; }

    public required int Licenses { get; init; }

    public required int Users { get; init; }

    public required int Files { get; init; }

    public required int Blacklists { get; init; }

    public required int Applications { get; init; }

    public required int Levels { get; init; }

    public required int Keys { get; init; }

    public bool HasLiveOverview { get; init; }

    public bool HasGeoBalancing { get; init; }

    /// <summary>The plan of this name, in whatever case; an account whose plan has no name here has what everybody has.</summary>
    public static Plan Named(string name) =>
        new[] { Basic, Pro }.FirstOrDefault(plan => string.Equals(plan.Name, name, StringComparison.OrdinalIgnoreCase)) ?? Free;
}
