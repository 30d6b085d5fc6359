using Lintel.Trackpilots;

namespace Lintel.Host.Startup;

/// <summary>The reference APIs of this process.</summary>
internal static class ReferenceApis
{
    public static IReadOnlyList<ReferenceApi> All { get; } =
    [
        new(
            "trackpilots",
            TrackpilotsModule.AddTrackpilots,
            TrackpilotsModule.MapTrackpilots,
            TrackpilotsModule.SeedDemoAsync,
            "{base}/access-management -H 'Authorization: Bearer {key}'",
            "active"),
    ];
}
