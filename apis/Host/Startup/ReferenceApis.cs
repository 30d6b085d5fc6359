namespace Lintel.Host.Startup;

/// <summary>The reference APIs of this process.</summary>
internal static class ReferenceApis
{
    public static IReadOnlyList<ReferenceApi> All { get; } = [];
}
