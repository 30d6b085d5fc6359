namespace Lintel.Cluster;

/// <summary>The engines that processes share, by name, each with the moment at which this process lost it; null while it answers.</summary>
internal static class LostEngines
{
    public static IReadOnlyDictionary<string, DateTimeOffset?> Of(IReadOnlyList<IEngineState> engines) =>
        engines.ToDictionary(engine => engine.Name, engine => engine.LostSince, StringComparer.Ordinal);
}
