using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Lintel.HttpTests.Errors;

/// <summary>A controller whose actions bind from every part of a request.</summary>
[ApiController]
[Route("parcels")]
public sealed class ParcelsController : ControllerBase
{
    [HttpPost]
    public IActionResult Create(Parcel parcel) => Ok(parcel);

    [HttpPost("list")]
    public IActionResult CreateAll(List<int> weights) => Ok(weights);

    [HttpPost("word")]
    public IActionResult Name([FromBody] string word) => Ok(word);

    [HttpPost("form")]
    public IActionResult Fill([FromForm] Filter filter) => Ok(filter);

    [HttpPost("file")]
    public IActionResult Upload(IFormFile file) => Ok(file.Length);

    [HttpGet("search")]
    public IActionResult Search([FromQuery, Required] string text, int page) => Ok($"{text}{page}");

    [HttpGet("filtered")]
    public IActionResult Filtered([FromQuery] Filter filter) => Ok(filter);

    [HttpGet("headed")]
    public IActionResult Headed([FromHeader(Name = "X-Shelf"), Required] string shelf) => Ok(shelf);

    [HttpGet("{id}")]
    public IActionResult Read(int id) => Ok(id);
}

/// <summary>The body of a parcel.</summary>
public sealed record Parcel(string Name, int Rank, IReadOnlyList<ParcelLine>? Lines, ParcelColor? Color, Dictionary<string, int>? Tags);

/// <summary>A line of a parcel.</summary>
public sealed record ParcelLine(int Count);

/// <summary>The color of a parcel.</summary>
public enum ParcelColor
{
    Red,
    Green,
}

/// <summary>The conditions of a search.</summary>
public sealed class Filter
{
    [Required]
    public string? Text { get; set; }

    public int Size { get; set; }
}
