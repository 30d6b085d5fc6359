using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Trackpilots;

/// <summary>Each read to the byte, on an account that is filled by hand. The process' clock stands at 2026-03-11 12:00 UTC, a Wednesday.</summary>
public sealed class ReportTests(SharedHost shared)
{
    private static readonly object Editor = new { name = "Editor", type = "application", category = "Developer Tools", productivityStatus = "productive" };
    private static readonly object Search = new
    {
        name = "Search",
        type = "website",
        domain = "search.example",
        category = "Search",
        productivityStatus = "neutral"
    };

    [Fact]
    public async Task My_team_shows_today_and_who_is_working()
    {
        var (organisation, team, mira, henrik) = await FillAsync();

        var text = await organisation.TextAsync("POST", "/my-team", new { timeZone = "Europe/Oslo", userId = Array.Empty<string>(), teamId = new[] { team } });

        Assert.Equal(
            $$$"""
            {"success":true,"statusCode":200,"statusMessage":"Fetched user work summary successfully","error":null,"data":[
            {"user":{"userId":"{{{henrik}}}","name":"Henrik Dahl","profilePicUrl":null},"timeSummary":{"totalWorkedTimeInSeconds":0,"activeWorkedTimeInSeconds":0,"idleWorkedTimeInSeconds":0,"productiveWorkedTimeInSeconds":0,"unproductiveWorkedTimeInSeconds":0,"neutralWorkedTimeInSeconds":0},"session":{"inTime":null,"outTime":null,"isWorking":false}},
            {"user":{"userId":"{{{mira}}}","name":"Mira Olsen","profilePicUrl":null},"timeSummary":{"totalWorkedTimeInSeconds":3600,"activeWorkedTimeInSeconds":3600,"idleWorkedTimeInSeconds":0,"productiveWorkedTimeInSeconds":3600,"unproductiveWorkedTimeInSeconds":0,"neutralWorkedTimeInSeconds":0},"session":{"inTime":"2026-03-11T10:55:00.000Z","outTime":null,"isWorking":true}}]}
            """.ReplaceLineEndings(string.Empty),
            text);
    }

    [Fact]
    public async Task Dashboard_sums_agree_and_stand_in_the_reference_s_order()
    {
        var (organisation, team, mira, _) = await FillAsync();
        var monday = Filter("2026-03-09 00:00:00", "2026-03-09 23:59:59", mira);

        Assert.Equal(
            """{"success":true,"statusCode":200,"statusMessage":"Fetched work summary successfully","error":null,"data":{"timeSummary":{"totalWorkedTimeInSeconds":8100,"activeWorkedTimeInSeconds":7200,"idleWorkedTimeInSeconds":900,"productiveWorkedTimeInSeconds":3600,"unproductiveWorkedTimeInSeconds":0,"neutralWorkedTimeInSeconds":3600},"activityStats":{"appsVisitedCount":1,"websitesVisitedCount":1,"totalTeamMembers":2}}}""",
            await organisation.TextAsync("POST", "/dashboard/work-summary", Filter("2026-03-09 00:00:00", "2026-03-09 23:59:59", mira, team)));
        Assert.Equal(
            $$$"""{"success":true,"statusCode":200,"statusMessage":"Fetched productivity analysis successfully","error":null,"data":[{"user":{"userId":"{{{mira}}}","name":"Mira Olsen","profilePicUrl":null},"timeSummary":{"activeWorkedTimeInSeconds":7200,"productiveWorkedTimeInSeconds":3600,"unproductiveWorkedTimeInSeconds":0,"neutralWorkedTimeInSeconds":3600}}]}""",
            await organisation.TextAsync("POST", "/dashboard/productivity-analysis", monday));
        Assert.Equal(
            $$$"""{"success":true,"statusCode":200,"statusMessage":"Fetched work time analysis successfully","error":null,"data":[{"user":{"userId":"{{{mira}}}","name":"Mira Olsen","profilePicUrl":null},"timeSummary":{"totalWorkedTimeInSeconds":8100,"activeWorkedTimeInSeconds":7200,"idleWorkedTimeInSeconds":900},"session":{"inTime":"2026-03-09T08:00:00.000Z","outTime":"2026-03-09T10:15:00.000Z","isWorking":false}}]}""",
            await organisation.TextAsync("POST", "/dashboard/work-time-analysis", monday));
        Assert.Equal(
            """{"success":true,"statusCode":200,"statusMessage":"Fetched app usage work summary successfully","error":null,"data":{"timeSummary":{"totalWorkedTimeInSeconds":8100,"activeWorkedTimeInSeconds":7200,"idleWorkedTimeInSeconds":900,"productiveWorkedTimeInSeconds":3600,"unproductiveWorkedTimeInSeconds":0,"neutralWorkedTimeInSeconds":3600},"activityStats":{"appsVisitedCount":1,"websitesVisitedCount":1}}}""",
            await organisation.TextAsync("POST", "/proof-of-work/app-usage/work-summary", monday));
    }

    [Fact]
    public async Task Weekly_summary_has_every_day_of_the_range()
    {
        var (organisation, _, mira, _) = await FillAsync();

        Assert.Equal(
            """
            {"success":true,"statusCode":200,"statusMessage":"Fetched weekly summary successfully","error":null,"data":{"breakdownSummary":[
            {"date":"2026-03-09T00:00:00.000Z","day":"Monday","metrics":{"totalTimeSpendSeconds":8100,"activeTimeSpendSeconds":7200,"idleTimeSpendSeconds":900,"productiveTimeSpendSeconds":3600,"neutralTimeSpendSeconds":3600,"unproductiveTimeSpendSeconds":0}},
            {"date":"2026-03-10T00:00:00.000Z","day":"Tuesday","metrics":{"totalTimeSpendSeconds":0,"activeTimeSpendSeconds":0,"idleTimeSpendSeconds":0,"productiveTimeSpendSeconds":0,"neutralTimeSpendSeconds":0,"unproductiveTimeSpendSeconds":0}}],
            "overallSummary":{"totalActiveTimeSpendSeconds":7200,"totalIdleTimeSpendSeconds":900,"totalTimeSpendSeconds":8100,"totalProductiveTimeSpendSeconds":3600,"totalNeutralTimeSpendSeconds":3600,"totalUnproductiveTimeSpendSeconds":0}}}
            """.ReplaceLineEndings(string.Empty),
            await organisation.TextAsync("POST", "/dashboard/weekly-summary", Filter("2026-03-09 00:00:00", "2026-03-10 23:59:59", mira)));
    }

    [Fact]
    public async Task Timesheet_and_timeline_stand_in_the_reference_s_order()
    {
        var (organisation, _, mira, _) = await FillAsync();
        var monday = Filter("2026-03-09 00:00:00", "2026-03-09 23:59:59", mira);

        Assert.Equal(
            $$$"""
            {"success":true,"statusCode":200,"statusMessage":"Fetched timesheet successfully","error":null,"data":[{"user":{"userId":"{{{mira}}}","name":"Mira Olsen","profilePicUrl":null},
            "dailySummary":[{"date":"2026-03-09T00:00:00.000Z","day":"Monday","inTime":"2026-03-09T08:00:00.000Z","outTime":"2026-03-09T10:15:00.000Z","totalTimeSpendSeconds":8100,"activeTimeSpendSeconds":7200,"idleTimeSpendSeconds":900,"productiveTimeSpendSeconds":3600,"unproductiveTimeSpendSeconds":0,"neutralTimeSpendSeconds":3600}],
            "overallSummary":{"totalActiveTimeSpendSeconds":7200,"totalIdleTimeSpendSeconds":900,"totalTimeSpendSeconds":8100,"totalProductiveTimeSpendSeconds":3600,"totalNeutralTimeSpendSeconds":3600,"totalUnproductiveTimeSpendSeconds":0},
            "session":{"avgCheckInTime":"09:00:00","avgCheckOutTime":"11:15:00"}}]}
            """.ReplaceLineEndings(string.Empty),
            await organisation.TextAsync("POST", "/proof-of-work/timesheet", monday));
        Assert.Equal(
            $$$"""
            {"success":true,"statusCode":200,"statusMessage":"Fetched timeline successfully","error":null,"data":[{"userId":"{{{mira}}}","userName":"Mira Olsen","emailId":"mira@brook.example","profilePicUrl":null,"productiveTimeSpend":3600,"unProductiveTimeSpend":0,"neutralTimeSpend":3600,"idleTimeSpend":900,"appTrackingDetails":[
            {"category":"productive","appName":"Editor","title":"Program.cs","startTime":"2026-03-09T08:00:00.000Z","endTime":"2026-03-09T09:00:00.000Z"},
            {"category":"idle","appName":"Editor","title":"","startTime":"2026-03-09T09:00:00.000Z","endTime":"2026-03-09T09:15:00.000Z"},
            {"category":"neutral","appName":"Search","title":"","startTime":"2026-03-09T09:15:00.000Z","endTime":"2026-03-09T10:15:00.000Z"}]}]}
            """.ReplaceLineEndings(string.Empty),
            await organisation.TextAsync("POST", "/proof-of-work/timeline", monday));
        var beyond = new { startDate = "2026-03-09 00:00:00", endDate = "2026-03-09 23:59:59", timeZone = "Europe/Oslo", userId = new[] { mira }, offset = 2 };
        Assert.Empty((await organisation.ReadAsync("POST", "/proof-of-work/timeline", beyond))["data"]!.AsArray());
    }

    [Fact]
    public async Task Screenshots_come_newest_first_in_pieces()
    {
        var (organisation, team, mira, _) = await FillAsync();
        await organisation.ManageAsync("POST", "/screenshots", new
        {
            screenshots = Enumerable.Range(0, 20).Select(minute => new
            {
                userId = mira,
                capturedAt = $"2026-03-09T08:{minute:00}:30.250Z",
                thumbnailUrl = $"https://media.example/t/{minute}.webp",
                imageUrl = $"https://media.example/i/{minute}.webp",
                fullUrl = "https://search.example/?q=1&p=2",
                application = Search,
                isIdle = minute == 19,
            }),
        });

        var first = await organisation.ReadAsync("POST", "/proof-of-work/screenshot", Filter("2026-03-09 00:00:00", "2026-03-09 23:59:59", mira));
        Assert.Equal(15, first["data"]!.AsArray().Count);
        Assert.Equal(
            $$$"""{"user":{"userId":"{{{mira}}}","userName":"Mira Olsen","profilePicUrl":null},"screenshot":{"thumbnailUrl":"https://media.example/t/19.webp","imageUrl":"https://media.example/i/19.webp"},"time":{"capturedAt":"2026-03-09T08:19:30.250Z"},"application":{"name":"Search","iconUrl":null,"type":"website","category":"Search","domain":"search.example","fullUrl":"https://search.example/?q=1&p=2","productivityStatus":"neutral"},"isIdle":true}""",
            Show(first["data"]![0]!));

        var rest = await organisation.ReadAsync("POST", "/proof-of-work/screenshot", new
        {
            startDate = "2026-03-09 09:00:00",
            endDate = "2026-03-09 09:19:29",
            timeZone = "Europe/Oslo",
            userId = Array.Empty<string>(),
            teamId = new[] { team },
            offset = 17,
            limit = 100,
        });
        Assert.Equal(["2026-03-09T08:01:30.250Z", "2026-03-09T08:00:30.250Z"], rest["data"]!.AsArray().Select(shot => (string)shot!["time"]!["capturedAt"]!));

        var recent = await organisation.ReadAsync("POST", "/dashboard/recent-screenshot", new { timeZone = "Europe/Oslo", userId = new[] { mira } });
        Assert.Equal(15, recent["data"]!.AsArray().Count);
        Assert.Equal(
            ["organisation", "team", "user", "screenshot", "time", "application", "isIdle"],
            recent["data"]![0]!.AsObject().Select(member => member.Key));
        Assert.Equal(team, (string)recent["data"]![0]!["team"]!["teamId"]!);
        Assert.True(Guid.TryParse((string)recent["data"]![0]!["organisation"]!["organisationId"]!, out _));
    }

    [Fact]
    public async Task Ids_of_another_organisation_are_passed_over()
    {
        var (organisation, _, _, _) = await FillAsync();
        var filter = new
        {
            startDate = "2026-03-01 00:00:00",
            endDate = "2026-03-11 23:59:59",
            timeZone = "UTC",
            userId = new[] { shared.Host.DemoText("trackpilots.ids.user") },
            teamId = new[] { shared.Host.DemoText("trackpilots.ids.team") },
        };

        Assert.Empty((await organisation.ReadAsync("POST", "/proof-of-work/timesheet", filter))["data"]!.AsArray());
        Assert.Empty((await organisation.ReadAsync("POST", "/employees/filter", new { filter.userId }))["data"]!.AsArray());
        var summary = await organisation.ReadAsync("POST", "/dashboard/work-summary", filter);
        Assert.Equal(
            (0, 0),
            ((int)summary["data"]!["timeSummary"]!["totalWorkedTimeInSeconds"]!, (int)summary["data"]!["activityStats"]!["totalTeamMembers"]!));
    }

    [Fact]
    public async Task Demo_organisation_has_weeks_of_work_and_answers_a_year_in_a_moment()
    {
        var filter = new
        {
            startDate = "2025-03-11 00:00:00",
            endDate = "2026-03-11 23:59:59",
            timeZone = "Europe/Oslo",
            userId = Array.Empty<string>(),
            teamId = new[] { shared.Host.DemoText("trackpilots.ids.team") }
        };
        using var response = await Organisation.SendAsync(
            shared.Host,
            "POST",
            "/proof-of-work/timesheet",
            shared.Host.DemoText("trackpilots.keys.active"),
            filter);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var sheets = (await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["data"]!.AsArray();
        Assert.Equal(4, sheets.Count);
        Assert.All(sheets, sheet => Assert.InRange(sheet!["dailySummary"]!.AsArray().Count, 22, 35));
    }

    private static object Filter(string startDate, string endDate, string user, params string[] teams) =>
        new { startDate, endDate, timeZone = "Europe/Oslo", userId = new[] { user }, teamId = teams };

    private static string Show(JsonNode node) =>
        node.ToJsonString(new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private async Task<(Organisation Organisation, string Team, string Mira, string Henrik)> FillAsync()
    {
        var organisation = await Organisation.MakeAsync(shared.Host);
        var team = await organisation.AddTeamAsync("Engineering");
        var mira = await organisation.AddEmployeeAsync("Mira Olsen", "mira@brook.example", team);
        var henrik = await organisation.AddEmployeeAsync("Henrik Dahl", "henrik@brook.example", team);
        await organisation.TrackAsync(mira, "2026-03-09T08:00:00Z", "2026-03-09T09:00:00Z", Editor, title: "Program.cs");
        await organisation.TrackAsync(mira, "2026-03-09T09:00:00Z", "2026-03-09T09:15:00Z", Editor, isIdle: true);
        await organisation.TrackAsync(mira, "2026-03-09T09:15:00Z", "2026-03-09T10:15:00Z", Search);
        await organisation.TrackAsync(mira, "2026-03-11T10:55:00Z", "2026-03-11T11:55:00Z", Editor);
        return (organisation, team, mira, henrik);
    }
}
