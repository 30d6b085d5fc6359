using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.Shared;
using Lintel.Trackpilots.Activities;
using Lintel.Trackpilots.Employees;
using Lintel.Trackpilots.Time;

namespace Lintel.Trackpilots.Screenshots;

/// <summary>A screenshot of the proof of work.</summary>
internal sealed record ScreenshotItem(ScreenshotUser User, ScreenshotLinks Screenshot, ScreenshotTime Time, ScreenshotApplication Application, bool IsIdle)
{
    public static ScreenshotItem Of(Screenshot shot) => new(
        ScreenshotUser.Of(shot.Person),
        new ScreenshotLinks(shot.ThumbnailUrl, shot.ImageUrl),
        new ScreenshotTime(MomentText.Milliseconds(shot.CapturedAt)),
        ScreenshotApplication.Of(shot),
        shot.Idle);
}

/// <summary>A screenshot of the dashboard, which says also where the employee belongs.</summary>
internal sealed record RecentScreenshotItem(
    OrganisationReference Organisation,
    ScreenshotTeam Team,
    ScreenshotUser User,
    ScreenshotLinks Screenshot,
    ScreenshotTime Time,
    ScreenshotApplication Application,
    bool IsIdle)
{
    public static RecentScreenshotItem Of(Screenshot shot, string organisationId)
    {
        var item = ScreenshotItem.Of(shot);
        return new RecentScreenshotItem(
            new OrganisationReference(organisationId), new ScreenshotTeam(shot.TeamId), item.User, item.Screenshot, item.Time, item.Application, item.IsIdle);
    }
}

/// <summary>The organisation of an employee.</summary>
internal sealed record OrganisationReference(string OrganisationId);

/// <summary>The first team of an employee.</summary>
internal sealed record ScreenshotTeam([Description("The first team of the employee; null for none.")] string? TeamId);

/// <summary>An employee in screenshots; analyses call the name <c>name</c>.</summary>
internal sealed record ScreenshotUser(string UserId, string UserName, string? ProfilePicUrl)
{
    public static ScreenshotUser Of(Person person) => new(person.UserId, person.Name, person.PictureUrl);
}

/// <summary>Where the pictures lie.</summary>
internal sealed record ScreenshotLinks(string ThumbnailUrl, string ImageUrl);

/// <summary>When it was taken.</summary>
internal sealed record ScreenshotTime(string CapturedAt);

/// <summary>What was in front.</summary>
internal sealed record ScreenshotApplication(
    string Name,
    string? IconUrl,
    [AllowedValues(ApplicationType.Website, ApplicationType.Application)] string Type,
    string? Category,
    string? Domain,
    string? FullUrl,
    [AllowedValues(Activities.ProductivityStatus.Productive, Activities.ProductivityStatus.Neutral, Activities.ProductivityStatus.Unproductive)]
    string ProductivityStatus)
{
    public static ScreenshotApplication Of(Screenshot shot) => new(
        shot.Application.Name,
        OrNull(shot.Application.IconUrl),
        shot.Application.Type,
        OrNull(shot.Application.Category),
        OrNull(shot.Application.Domain),
        OrNull(shot.FullUrl),
        shot.Application.Productivity);

    private static string? OrNull(string text) => text.Length == 0 ? null : text;
}
