using Lintel.FieldService;
using Lintel.Otp;
using Lintel.Panel;
using Lintel.Pixel;
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
            "keys.active"),
        new(
            "pixel",
            PixelModule.AddPixel,
            PixelModule.MapPixel,
            PixelModule.SeedDemoAsync,
            "{base}/pixel/metrics/p_top_pages -H 'Authorization: Bearer {key}'",
            "keys.read"),
        new(
            "fieldservice",
            FieldServiceModule.AddFieldService,
            FieldServiceModule.MapFieldService,
            FieldServiceModule.SeedDemoAsync,
            "'{base}/jobs?per_page=2' -H 'X-API-Key: {key}'",
            "keys.full"),
        new(
            "panel",
            PanelModule.AddPanel,
            PanelModule.MapPanel,
            PanelModule.SeedDemoAsync,
            "{base}/get-applications -H 'Authorization: Bearer {key}'",
            "keys.full"),
        new(
            "otp",
            OtpModule.AddOtp,
            OtpModule.MapOtp,
            OtpModule.SeedDemoAsync,
            "{base}/v1/projects -H 'Authorization: Bearer {key}'",
            "sessions.a"),
    ];
}
