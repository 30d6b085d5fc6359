using System.Text;
using Lintel.AspNetCore;
using Lintel.Requests;

namespace Lintel.Tests.RequestLog;

/// <summary>Trails of the guards in the request log, and the remedies that are told with them.</summary>
public sealed class TrailTests
{
    private static readonly RequestRecord Record = new()
    {
        Id = "req_1",
        At = DateTimeOffset.UnixEpoch,
        Api = "own",
        Method = "GET",
        Route = "/own/items",
        Status = 403,
        Duration = TimeSpan.Zero,
    };

    [Fact]
    public void Every_condition_has_a_remedy_of_its_own() =>
        Assert.Equal(Condition.All.Select(condition => condition.Name).Order(), Remedies.Conditions.Select(condition => condition.Name).Order());

    [Fact]
    public void Trail_is_bounded_and_is_left_out_stage_by_stage()
    {
        var text = Write(trail =>
        {
            trail.Begin(GuardTrail.Refused, "scope");
            for (var i = 0; i < 50; i++)
            {
                trail.BeginStage($"stage-{i}");
                trail.Texts("held", [.. Enumerable.Repeat(new string('x', 500), 30)]);
                trail.EndStage();
            }
        });

        Assert.InRange(Encoding.UTF8.GetByteCount(text), 1, TrailWriter.MaxLength);
        var parsed = GuardTrail.Parse(text);
        Assert.Equal(("refused", "scope"), (parsed.Outcome, parsed.EndedAt));
        var held = parsed.Compared["stage-0"]["held"]!.AsArray();
        Assert.Equal((11, "and 20 more", 128), (held.Count, held[10]!.ToString(), held[0]!.ToString().Length));
    }

    [Fact]
    public void Values_that_cannot_be_told_keep_no_line_from_being_written()
    {
        var text = Write(trail =>
        {
            trail.Begin(GuardTrail.Refused, "key");
            trail.BeginStage("key");
            trail.Text("hint", "a");
            trail.EndStage();
            trail.BeginStage("scope");
            trail.Text("required", "b");
            throw new InvalidOperationException("ToString of the application");
        });

        Assert.Equal("refused key\nkey {\"hint\":\"a\"}\nscope {\"notTold\":\"InvalidOperationException\"}", text);
    }

    [Fact]
    public void Line_that_cannot_be_read_is_left_out()
    {
        var parsed = GuardTrail.Parse("admitted\nkey {\"hint\":\nscope {\"held\":[]}\nnothing");

        Assert.Equal(("admitted", null), (parsed.Outcome, parsed.EndedAt));
        Assert.Equal(["scope"], parsed.Compared.Keys);
    }

    [Fact]
    public void Sample_is_a_share_of_all_ids_and_the_same_each_time()
    {
        var ids = Enumerable.Range(0, 20_000).Select(number => $"req_{0x1a2b3c4d:x8}{number * 7919 % 0xffffff:x8}").ToArray();

        Assert.InRange(ids.Count(new TrailSample(100).Takes), 120, 280);
        Assert.Equal(ids.Where(new TrailSample(10).Takes), ids.Where(new TrailSample(10).Takes));
        Assert.All(ids.Take(100), id => Assert.True(new TrailSample(1).Takes(id)));
        Assert.All(ids.Take(100), id => Assert.False(new TrailSample(0).Takes(id)));
    }

    private static string Write(Action<TrailWriter> write)
    {
        using var writer = new TrailWriter();
        return Encoding.UTF8.GetString(writer.Write(Record with { Trail = new RequestTrail { Format = new Scripted(write) } }));
    }

    private sealed class Scripted(Action<TrailWriter> write) : TrailFormat
    {
        public override void Write(in RequestRecord record, TrailWriter trail) => write(trail);
    }
}
