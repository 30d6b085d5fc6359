using System.Net;
using Lintel.ConsoleTests.Sections;
using Microsoft.Playwright;

namespace Lintel.ConsoleTests;

/// <summary>The list of requests while it is live.</summary>
public sealed class LiveTests(ConsoleBrowser browser)
{
    // A path that no other test asks for.
    private const string Watched = "/trackpilots/live";
    private const string Other = "/trackpilots/other";
    private const string Filtered = "/console/requests?route=%2Ftrackpilots%2Flive";

    [Fact]
    public async Task New_request_appears_by_itself_and_waits_while_the_list_is_paused()
    {
        await using var window = await browser.OpenAsync();
        var before = await SendAsync(Watched);
        await window.Page.GotoAsync(Filtered);
        await window.Link("Live").ClickAsync();
        await Assertions.Expect(RowOf(window, before)).ToBeVisibleAsync();
        await Assertions.Expect(StateOf(window)).ToHaveTextAsync("Live: new requests appear at the top.");

        // The filters are kept, for the rows and for their links.
        var other = await SendAsync(Other);
        var shown = await SendAsync(Watched);
        await Assertions.Expect(RowOf(window, shown)).ToBeVisibleAsync();
        await Assertions.Expect(RowOf(window, other)).ToHaveCountAsync(0);
        await Assertions.Expect(RowOf(window, shown).GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = "401" }))
            .ToHaveAttributeAsync("href", Filtered + "&status=401&live=1");

        await window.Button("Pause").ClickAsync();
        var held = await SendAsync(Watched);
        await Assertions.Expect(StateOf(window)).ToHaveTextAsync("Paused. 1 new request waiting.");
        await Assertions.Expect(RowOf(window, held)).ToHaveCountAsync(0);
        await window.Button("Resume").ClickAsync();
        await Assertions.Expect(window.Page.Locator("tbody tr").First).ToHaveAttributeAsync("data-id", held);
        Assert.Empty(window.Faults);
    }

    [Fact]
    public async Task Requests_that_came_too_fast_are_counted()
    {
        await using var window = await browser.OpenAsync();
        await window.Page.RouteAsync("**/requests/tail*", route => route.FulfillAsync(new RouteFulfillOptions
        {
            ContentType = "text/event-stream",
            Body = "event: dropped\ndata: {\"dropped\":7}\n\nevent: end\ndata: {\"reason\":\"access\"}\n\n",
        }));
        await window.Page.GotoAsync("/console/requests?live=1");
        await Assertions.Expect(StateOf(window)).ToHaveTextAsync(
            "The live list has ended, since your sign-in has. Load the page again. 7 requests came faster than they could be shown, and are left out.");
    }

    [Fact]
    public async Task List_without_scripts_is_the_same_list_without_a_switch()
    {
        await using var window = await browser.OpenAsync(scripts: false);
        var before = await SendAsync(Watched);
        await window.Page.GotoAsync(Filtered + "&live=1");
        await Assertions.Expect(RowOf(window, before)).ToBeVisibleAsync();
        await Assertions.Expect(window.Button("Pause")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Tail_with_a_filter_that_means_nothing_is_refused()
    {
        using var visitor = await ConsoleVisitor.SignInAsync(browser.Host);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await visitor.OpenAsync("/console/requests/tail?status=many")).Status);
    }

    private static ILocator RowOf(ConsoleWindow window, string id) => window.Page.Locator($"tr[data-id='{id}']");

    private static ILocator StateOf(ConsoleWindow window) => window.Page.Locator("#live-state");

    /// <summary>Sends a request, and sees to it that it is written: the clock, by which the log waits for more, stands still.</summary>
    private async Task<string> SendAsync(string path)
    {
        var id = await Traffic.SendAsync(browser.Host, path, "wrong");
        await browser.Host.FindRequestAsync(id);
        return id;
    }
}
