using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;

namespace Lintel.HttpTests.Errors;

/// <summary>A controller as applications have them.</summary>
[ApiController]
[Route("reviews")]
public sealed class ReviewsController : ControllerBase
{
    [HttpPost]
    public IActionResult Create(Review review) => Ok(review);

    [HttpGet("missing")]
    public IActionResult Missing() => NotFound();

    [HttpGet("taken")]
    public IActionResult Taken() => Conflict(new { error = "Taken." });

    [HttpGet("refused")]
    public IActionResult Refused() => BadRequest("Not this review.");
}

/// <summary>The body of a review.</summary>
public sealed class Review
{
    [Range(1, 5)]
    public int Stars { get; set; }

    [Required]
    public string? Text { get; set; }
}
