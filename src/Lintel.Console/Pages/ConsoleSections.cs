using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Console;

/// <summary>The sections of the console.</summary>
internal static class ConsoleSections
{
    /// <summary>Maps the pages of all sections.</summary>
    public static void Map(RouteGroupBuilder console, ConsolePlace place)
    {
        var routes = new ConsoleRoutes(console, place);
        routes.Page(string.Empty, OverviewPages.ShowAsync).Add(place.NoteIndex);
        RequestPages.Map(routes);
        DecidePages.Map(routes);
        KeyPages.Map(routes);
        AccountPages.Map(routes);
        PeoplePages.Map(routes);
        LimitPages.Map(routes);
        ApiPages.Map(routes);
        WebhookPages.Map(routes);
        AuditPages.Map(routes);
        NodePages.Map(routes);
        AddedSections.Map(console, routes);
        routes.Page("/{**rest}", _ => Task.FromResult(ErrorViews.Missing()));
    }
}
